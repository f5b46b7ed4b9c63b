import { allFilter } from './filters/all.ts';
import { anyValueFilter } from './filters/any-value.ts';
import { equalsFieldFilter, lessFieldFilter, lessOrEqualFieldFilter } from './filters/compare-field.ts';
import { containsAllFilter } from './filters/contains-all.ts';
import { containsAnyFilter } from './filters/contains-any.ts';
import { customFilter } from './filters/custom.ts';
import { dayRangeFilter } from './filters/day-range.ts';
import { emptyFilter } from './filters/empty.ts';
import { exactFilter } from './filters/exact.ts';
import { exactPrefixFilter } from './filters/exact-prefix.ts';
import { levelFilter, tagsFilter, typedEqualsFilter, typedRangeFilter } from './filters/filter-object.ts';
import { inFilter } from './filters/in.ts';
import { ipv4RangeFilter } from './filters/ipv4-range.ts';
import { lengthRangeFilter } from './filters/len-range.ts';
import { andFilter, notFilter, orFilter } from './filters/logical.ts';
import { minSeverityFilter } from './filters/min-severity.ts';
import { phraseFilter } from './filters/phrase.ts';
import { prefixFilter } from './filters/prefix.ts';
import { rangeFilter } from './filters/range.ts';
import { regexpFilter } from './filters/regexp.ts';
import { sequenceFilter } from './filters/sequence.ts';
import { streamFilter } from './filters/stream.ts';
import { streamIdFilter } from './filters/stream-id.ts';
import { stringRangeFilter } from './filters/string-range.ts';
import { subqueryFilter } from './filters/subquery.ts';
import { substringFilter } from './filters/substring.ts';
import { timeFilter } from './filters/time.ts';
import { timeRangeFilter } from './filters/time-range.ts';
import { valueTypeFilter } from './filters/value-type.ts';
import { weekRangeFilter } from './filters/week-range.ts';
import type { FilterSyntax } from './syntax-entry.ts';
import type { QueryFilterKind } from './syntax-tree.ts';

/** The syntax of every filter, by its kind. */
export const FILTER_SYNTAX: { readonly [K in QueryFilterKind]: FilterSyntax<K> } = {
  all: allFilter,
  and: andFilter,
  or: orFilter,
  not: notFilter,
  time: timeFilter,
  'time-range': timeRangeFilter,
  'day-range': dayRangeFilter,
  'week-range': weekRangeFilter,
  stream: streamFilter,
  'stream-id': streamIdFilter,
  phrase: phraseFilter,
  prefix: prefixFilter,
  substring: substringFilter,
  exact: exactFilter,
  'exact-prefix': exactPrefixFilter,
  'any-value': anyValueFilter,
  empty: emptyFilter,
  in: inFilter,
  'contains-all': containsAllFilter,
  'contains-any': containsAnyFilter,
  subquery: subqueryFilter,
  sequence: sequenceFilter,
  regexp: regexpFilter,
  range: rangeFilter,
  'string-range': stringRangeFilter,
  'len-range': lengthRangeFilter,
  'ipv4-range': ipv4RangeFilter,
  'value-type': valueTypeFilter,
  'eq-field': equalsFieldFilter,
  'le-field': lessOrEqualFieldFilter,
  'lt-field': lessFieldFilter,
  'min-severity': minSeverityFilter,
  level: levelFilter,
  tags: tagsFilter,
  'typed-equals': typedEqualsFilter,
  'typed-range': typedRangeFilter,
  custom: customFilter,
};
