import type { QueryRangeNode } from '../../logsql/syntax-tree.ts';
import type { BoundFilter, FilterOperator } from '../bound-filter.ts';
import { NO_ROW } from '../constant-filter.ts';
import { FieldFilter } from '../field-filter.ts';
import { FILTER_COST } from '../filter-cost.ts';
import { numberTextInRange } from '../number-predicate.ts';
import { TimeFilter } from '../time-filter.ts';

export const rangeFilter: FilterOperator<QueryRangeNode> = {
  bind: (node) =>
    node.field === '_time' ? timeRange(node) : new FieldFilter(node.field, numberTextInRange(node), FILTER_COST.number),
};

/** The bounds of `_time` are nanoseconds since the Unix epoch. */
function timeRange({ low, lowInclusive, high, highInclusive }: QueryRangeNode): BoundFilter {
  if (Number.isNaN(low) || Number.isNaN(high) || low === Infinity || high === -Infinity) return NO_ROW;
  const startNs = low === -Infinity ? null : BigInt(lowInclusive ? Math.ceil(low) : Math.floor(low) + 1);
  const endNs = high === Infinity ? null : BigInt(highInclusive ? Math.floor(high) : Math.ceil(high) - 1);
  return new TimeFilter(startNs, endNs);
}
