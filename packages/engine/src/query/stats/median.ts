import type { StatsOperator } from '../stats-operator.ts';
import { QuantileAccumulator } from './quantile-accumulator.ts';

export const medianStats: StatsOperator<'median'> = {
  start: ({ fields }) => new QuantileAccumulator(0.5, fields),
};
