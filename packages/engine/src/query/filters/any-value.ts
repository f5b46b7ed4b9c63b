import type { AnyValueNode } from '../../logsql/filter-node.ts';
import type { FilterOperator } from '../bound-filter.ts';
import { EVERY_ROW } from '../constant-filter.ts';
import { PresenceFilter } from '../presence-filter.ts';

export const anyValueFilter: FilterOperator<AnyValueNode> = {
  bind: ({ field }) => (field === '_time' ? EVERY_ROW : new PresenceFilter(field, true)),
};
