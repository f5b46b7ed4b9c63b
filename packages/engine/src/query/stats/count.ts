import type { StatsOperator } from '../stats-operator.ts';
import { PresenceCounter } from './presence-counter.ts';
import { RowCounter } from './row-counter.ts';

export const countStats: StatsOperator<'count'> = {
  start: ({ fields }) => (fields.includes('*') ? new RowCounter() : new PresenceCounter(fields, true)),
};
