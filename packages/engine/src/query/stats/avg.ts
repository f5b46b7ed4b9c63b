import type { StatsOperator } from '../stats-operator.ts';
import { SumAccumulator } from './sum-accumulator.ts';

/** NaN where a group has no number. */
export const avgStats: StatsOperator<'avg'> = {
  start: ({ fields }) => new SumAccumulator(fields, (sum, count) => sum / count),
};
