import type { ExactNode } from '../../logsql/filter-node.ts';
import type { FilterOperator } from '../bound-filter.ts';
import { FieldFilter } from '../field-filter.ts';
import { FILTER_COST } from '../filter-cost.ts';
import { oneOfTexts } from '../pattern-predicate.ts';
import { emptyFilter } from './empty.ts';

export const exactFilter: FilterOperator<ExactNode> = {
  bind: ({ field, text }, bindFilter) =>
    text === ''
      ? emptyFilter.bind({ kind: 'empty', field }, bindFilter)
      : new FieldFilter(field, oneOfTexts(new Set([text])), FILTER_COST.equality),
};
