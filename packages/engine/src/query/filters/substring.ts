import { TextPattern } from '../../columns/text-pattern.ts';
import type { SubstringNode } from '../../logsql/filter-node.ts';
import type { FilterOperator } from '../bound-filter.ts';
import { EVERY_ROW } from '../constant-filter.ts';
import { FieldFilter } from '../field-filter.ts';
import { FILTER_COST } from '../filter-cost.ts';
import { patternPredicate } from '../pattern-predicate.ts';

export const substringFilter: FilterOperator<SubstringNode> = {
  bind: ({ field, text, ignoreCase }) => {
    if (text === '') return EVERY_ROW;
    const pattern = new TextPattern(text, { ignoreCase });
    return new FieldFilter(field, patternPredicate(pattern), FILTER_COST.substring);
  },
};
