import type { TimeNode } from '../../logsql/filter-node.ts';
import type { FilterOperator } from '../bound-filter.ts';
import { TimeFilter } from '../time-filter.ts';

export const timeFilter: FilterOperator<TimeNode> = {
  bind: (node) => new TimeFilter(node.startNs, node.endNs),
};
