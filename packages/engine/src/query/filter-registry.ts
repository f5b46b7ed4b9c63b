import type { CustomFilterNode, QueryFilterNode } from '../logsql/syntax-tree.ts';
import { AliasFilter, aliasIn } from './alias-filter.ts';
import type { BindFilter, BoundFilter, FilterOperator, FilterOperators } from './bound-filter.ts';
import { allFilter } from './filters/all.ts';
import { andFilter } from './filters/and.ts';
import { anyValueFilter } from './filters/any-value.ts';
import { equalsFieldFilter, lessFieldFilter, lessOrEqualFieldFilter } from './filters/compare-field.ts';
import { containsAllFilter } from './filters/contains-all.ts';
import { containsAnyFilter } from './filters/contains-any.ts';
import { dayRangeFilter } from './filters/day-range.ts';
import { emptyFilter } from './filters/empty.ts';
import { exactFilter } from './filters/exact.ts';
import { exactPrefixFilter } from './filters/exact-prefix.ts';
import { inFilter } from './filters/in.ts';
import { ipv4RangeFilter } from './filters/ipv4-range.ts';
import { lengthRangeFilter } from './filters/len-range.ts';
import { levelFilter } from './filters/level.ts';
import { minSeverityFilter } from './filters/min-severity.ts';
import { notFilter } from './filters/not.ts';
import { orFilter } from './filters/or.ts';
import { phraseFilter } from './filters/phrase.ts';
import { prefixFilter } from './filters/prefix.ts';
import { rangeFilter } from './filters/range.ts';
import { regexpFilter } from './filters/regexp.ts';
import { sequenceFilter } from './filters/sequence.ts';
import { streamFilter } from './filters/stream.ts';
import { streamIdFilter } from './filters/stream-id.ts';
import { stringRangeFilter } from './filters/string-range.ts';
import { substringFilter } from './filters/substring.ts';
import { tagsFilter } from './filters/tags.ts';
import { timeFilter } from './filters/time.ts';
import { typedEqualsFilter } from './filters/typed-equals.ts';
import { typedRangeFilter } from './filters/typed-range.ts';
import { customFilter, subqueryFilter, timeRangeFilter } from './filters/unresolved.ts';
import { valueTypeFilter } from './filters/value-type.ts';
import { weekRangeFilter } from './filters/week-range.ts';
import { looksAtStream, StreamFilter } from './stream-filter.ts';

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
  sequence: sequenceFilter,
  'contains-all': containsAllFilter,
  'contains-any': containsAnyFilter,
  'string-range': stringRangeFilter,
  'len-range': lengthRangeFilter,
  'ipv4-range': ipv4RangeFilter,
  'value-type': valueTypeFilter,
  'eq-field': equalsFieldFilter,
  'le-field': lessOrEqualFieldFilter,
  'lt-field': lessFieldFilter,
  'day-range': dayRangeFilter,
  'week-range': weekRangeFilter,
  stream: streamFilter,
  'stream-id': streamIdFilter,
  'time-range': timeRangeFilter,
  subquery: subqueryFilter,
  custom: customFilter,
};

/**
 * Makes a filter ready to run. Times are absolute in it (`resolveTimes`) and subqueries have run (`replaceSubqueries`).
 * @throws InvalidArgumentError when a regular expression in it is not valid, and for a filter of an extension.
 */
export const bindFilter: BindFilter = (node) => bindFilterWith(node, bindFilter);

/** As `bindFilter`, with the parts of a filter bound by `bindPart`. */
export function bindFilterWith(node: QueryFilterNode, bindPart: BindFilter): BoundFilter {
  // The table pairs each kind with the operator of its own node; the compiler cannot follow a lookup by `node.kind`.
  const operator = FILTERS[node.kind] as FilterOperator<QueryFilterNode>;
  const filter = operator.bind(node, bindPart);
  const alias = aliasIn(node);
  if (alias !== undefined) return new AliasFilter(alias.name, filter, bindPart(alias.node));
  return looksAtStream(node) ? new StreamFilter(filter) : filter;
}

/** As `bindFilter` for filters among which are those of extensions, by their names. */
export function filterBinder(extensions: ReadonlyMap<string, FilterOperator<CustomFilterNode>>): BindFilter {
  if (extensions.size === 0) return bindFilter;
  const bind: BindFilter = (node) => {
    const extension = node.kind === 'custom' ? extensions.get(node.name) : undefined;
    return extension !== undefined && node.kind === 'custom' ? extension.bind(node, bind) : bindFilterWith(node, bind);
  };
  return bind;
}
