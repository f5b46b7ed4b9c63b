import { TextPattern } from '../../columns/text-pattern.ts';
import type { RegexpNode } from '../../logsql/filter-node.ts';
import type { FilterOperator } from '../bound-filter.ts';
import { FieldFilter } from '../field-filter.ts';
import { FILTER_COST } from '../filter-cost.ts';
import { patternPredicate } from '../pattern-predicate.ts';
import { compileRegexp } from '../regexp-engine.ts';

/** A pattern in which no character has a meaning of its own is a substring. */
const LITERAL = /^[\w "'#%&,/:;<=>@`~!-]+$/;

export const regexpFilter: FilterOperator<RegexpNode> = {
  bind: ({ field, pattern }) =>
    LITERAL.test(pattern)
      ? new FieldFilter(field, patternPredicate(new TextPattern(pattern)), FILTER_COST.substring)
      : new FieldFilter(field, compileRegexp(overLines(pattern)), FILTER_COST.regexp),
};

/** VictoriaLogs lets a dot stand for a line end, too: `start.*end` goes over the lines of a message. */
function overLines(pattern: string): string {
  return pattern.includes('.') ? `(?s)${pattern}` : pattern;
}
