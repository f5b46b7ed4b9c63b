import type { FilterNode } from '../logsql/filter-node.ts';
import type { BindFilter, BoundFilter, FilterOperator, FilterOperators } from './bound-filter.ts';
import { allFilter } from './filters/all.ts';
import { andFilter } from './filters/and.ts';
import { anyValueFilter } from './filters/any-value.ts';
import { emptyFilter } from './filters/empty.ts';
import { exactFilter } from './filters/exact.ts';
import { exactPrefixFilter } from './filters/exact-prefix.ts';
import { inFilter } from './filters/in.ts';
import { levelFilter } from './filters/level.ts';
import { minSeverityFilter } from './filters/min-severity.ts';
import { notFilter } from './filters/not.ts';
import { orFilter } from './filters/or.ts';
import { phraseFilter } from './filters/phrase.ts';
import { prefixFilter } from './filters/prefix.ts';
import { rangeFilter } from './filters/range.ts';
import { regexpFilter } from './filters/regexp.ts';
import { substringFilter } from './filters/substring.ts';
import { tagsFilter } from './filters/tags.ts';
import { timeFilter } from './filters/time.ts';
import { typedEqualsFilter } from './filters/typed-equals.ts';
import { typedRangeFilter } from './filters/typed-range.ts';

/** The execution of each kind of filter. */
export const FILTERS: FilterOperators = {
  all: allFilter,
  and: andFilter,
  or: orFilter,
  not: notFilter,
  time: timeFilter,
  phrase: phraseFilter,
  prefix: prefixFilter,
  substring: substringFilter,
  exact: exactFilter,
  'exact-prefix': exactPrefixFilter,
  'any-value': anyValueFilter,
  empty: emptyFilter,
  in: inFilter,
  regexp: regexpFilter,
  range: rangeFilter,
  level: levelFilter,
  'min-severity': minSeverityFilter,
  tags: tagsFilter,
  'typed-equals': typedEqualsFilter,
  'typed-range': typedRangeFilter,
};

/**
 * Makes a filter ready to run.
 * @throws InvalidArgumentError when a regular expression in it is not valid.
 */
export function bindFilter(node: FilterNode): BoundFilter {
  return bindFilterWith(node, bindFilter);
}

/** As `bindFilter`, with the parts of a filter bound by `bindPart`. */
export function bindFilterWith(node: FilterNode, bindPart: BindFilter): BoundFilter {
  // The table pairs each kind with the operator of its own node; the compiler cannot follow a lookup by `node.kind`.
  const operator = FILTERS[node.kind] as FilterOperator<FilterNode>;
  return operator.bind(node, bindPart);
}
