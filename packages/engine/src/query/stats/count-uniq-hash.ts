import type { StatsOperator } from '../stats-operator.ts';
import { UniqCounter } from './count-uniq.ts';

/** Where the reference may count two values with the same hash as one, this counts exactly. */
export const countUniqHashStats: StatsOperator<'count_uniq_hash'> = {
  start: ({ fields, limit }) => new UniqCounter(fields, limit),
};
