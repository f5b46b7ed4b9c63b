import type { StatsOperator } from '../stats-operator.ts';
import { SumAccumulator, sumOrNaN } from './sum-accumulator.ts';

/** The sum itself where the time that the query selects is open. */
export const rateSumStats: StatsOperator<'rate_sum'> = {
  start: ({ fields }, { rangeSeconds }) =>
    new SumAccumulator(fields, (sum, count) => sumOrNaN(sum, count) / (rangeSeconds ?? 1)),
};
