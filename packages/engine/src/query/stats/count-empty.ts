import type { StatsOperator } from '../stats-operator.ts';
import { PresenceCounter } from './presence-counter.ts';

export const countEmptyStats: StatsOperator<'count_empty'> = {
  start: ({ fields }) => new PresenceCounter(fields, false),
};
