import { TextPattern } from '../../columns/text-pattern.ts';
import type { PrefixNode } from '../../logsql/filter-node.ts';
import type { FilterOperator } from '../bound-filter.ts';
import { FieldFilter } from '../field-filter.ts';
import { FILTER_COST } from '../filter-cost.ts';
import { patternPredicate } from '../pattern-predicate.ts';
import { anyValueFilter } from './any-value.ts';

/** The empty prefix begins every value, so that any value passes. */
export const prefixFilter: FilterOperator<PrefixNode> = {
  bind: ({ field, text, ignoreCase }, bindFilter) => {
    if (text === '') return anyValueFilter.bind({ kind: 'any-value', field }, bindFilter);
    const pattern = new TextPattern(text, { wordStart: true, ignoreCase });
    return new FieldFilter(field, patternPredicate(pattern), FILTER_COST.word);
  },
};
