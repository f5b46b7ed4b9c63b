import type { TypedRangeNode } from '../../logsql/filter-node.ts';
import type { FilterOperator } from '../bound-filter.ts';
import { numberInRange } from '../number-predicate.ts';
import { TypedFilter } from '../typed-filter.ts';

export const typedRangeFilter: FilterOperator<TypedRangeNode> = {
  bind: (node) => new TypedFilter(node.field, numberInRange(node), ['number']),
};
