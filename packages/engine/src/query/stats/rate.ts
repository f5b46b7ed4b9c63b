import type { StatsOperator } from '../stats-operator.ts';
import { doubleResult } from './double-result.ts';
import { RowCounter } from './row-counter.ts';

/** The number of rows itself where the time that the query selects is open. */
export const rateStats: StatsOperator<'rate'> = {
  start: (_, { rangeSeconds }) => new RowCounter((count) => doubleResult(count / (rangeSeconds ?? 1))),
};
