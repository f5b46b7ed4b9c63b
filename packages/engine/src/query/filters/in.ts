import type { InNode } from '../../logsql/filter-node.ts';
import type { FilterOperator } from '../bound-filter.ts';
import { NO_ROW } from '../constant-filter.ts';
import { FieldFilter } from '../field-filter.ts';
import { FILTER_COST } from '../filter-cost.ts';
import { oneOfTexts } from '../pattern-predicate.ts';

export const inFilter: FilterOperator<InNode> = {
  bind: ({ field, values }) =>
    values.length === 0 ? NO_ROW : new FieldFilter(field, oneOfTexts(new Set(values)), FILTER_COST.equality),
};
