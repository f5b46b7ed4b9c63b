import { TextPattern } from '../../columns/text-pattern.ts';
import type { PhraseNode } from '../../logsql/filter-node.ts';
import type { FilterOperator } from '../bound-filter.ts';
import { NO_ROW } from '../constant-filter.ts';
import { FieldFilter } from '../field-filter.ts';
import { FILTER_COST } from '../filter-cost.ts';
import { patternPredicate } from '../pattern-predicate.ts';

export const phraseFilter: FilterOperator<PhraseNode> = {
  bind: ({ field, text, ignoreCase }) => {
    if (text === '') return NO_ROW;
    const pattern = new TextPattern(text, { wordStart: true, wordEnd: true, ignoreCase });
    return new FieldFilter(field, patternPredicate(pattern), FILTER_COST.word);
  },
};
