import { TextPattern } from '../../columns/text-pattern.ts';
import type { ExactPrefixNode } from '../../logsql/filter-node.ts';
import type { FilterOperator } from '../bound-filter.ts';
import { EVERY_ROW } from '../constant-filter.ts';
import { FieldFilter } from '../field-filter.ts';
import { FILTER_COST } from '../filter-cost.ts';
import { patternPredicate } from '../pattern-predicate.ts';

export const exactPrefixFilter: FilterOperator<ExactPrefixNode> = {
  bind: ({ field, text }) => {
    if (text === '') return EVERY_ROW;
    return new FieldFilter(
      field,
      patternPredicate(new TextPattern(text, { anchorStart: true })),
      FILTER_COST.substring,
    );
  },
};
