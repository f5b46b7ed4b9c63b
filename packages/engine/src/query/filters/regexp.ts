import type { RegexpNode } from '../../logsql/filter-node.ts';
import type { FilterOperator } from '../bound-filter.ts';
import { FieldFilter } from '../field-filter.ts';
import { FILTER_COST } from '../filter-cost.ts';
import { compileRegexp } from '../regexp-engine.ts';

export const regexpFilter: FilterOperator<RegexpNode> = {
  bind: ({ field, pattern }) => new FieldFilter(field, compileRegexp(pattern), FILTER_COST.regexp),
};
