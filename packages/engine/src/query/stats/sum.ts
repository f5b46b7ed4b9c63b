import type { StatsOperator } from '../stats-operator.ts';
import { SumAccumulator, sumOrNaN } from './sum-accumulator.ts';

export const sumStats: StatsOperator<'sum'> = {
  start: ({ fields }) => new SumAccumulator(fields, sumOrNaN),
};
