import type { RangeNode } from '../../logsql/filter-node.ts';
import type { FilterOperator } from '../bound-filter.ts';
import { FieldFilter } from '../field-filter.ts';
import { FILTER_COST } from '../filter-cost.ts';
import { numberInRange } from '../number-predicate.ts';

export const rangeFilter: FilterOperator<RangeNode> = {
  bind: (node) => new FieldFilter(node.field, numberInRange(node), FILTER_COST.number),
};
