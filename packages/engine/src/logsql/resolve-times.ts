import { rewriteFilter } from './rewrite-filter.ts';
import type { QueryFilterNode } from './syntax-tree.ts';
import { resolveTimeRange, type TimeContext } from './time-range.ts';

/** The filter with every `time-range` exchanged for the absolute `time` that it means; subqueries are left as they are. */
export function resolveTimes(filter: QueryFilterNode, context: TimeContext): QueryFilterNode {
  return rewriteFilter(filter, (node) => (node.kind === 'time-range' ? resolveTimeRange(node, context) : node));
}
