import type { EmptyNode } from '../../logsql/filter-node.ts';
import type { FilterOperator } from '../bound-filter.ts';
import { NO_ROW } from '../constant-filter.ts';
import { PresenceFilter } from '../presence-filter.ts';

export const emptyFilter: FilterOperator<EmptyNode> = {
  bind: ({ field }) => (field === '_time' ? NO_ROW : new PresenceFilter(field, false)),
};
