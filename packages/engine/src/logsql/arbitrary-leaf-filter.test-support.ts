import fc from 'fast-check';
import {
  count,
  day,
  duration,
  field,
  filterField,
  kind,
  minute,
  nonNumber,
  numberText,
  offset,
  operator,
  regexp,
  text,
  timeRange,
  values,
} from './arbitrary-terms.test-support.ts';
import { parseNumberText } from './number-literal.ts';
import type { QueryFilterNode } from './syntax-tree.ts';

/** Filters without parts, as the parser could give them. */
export const leafFilter: fc.Arbitrary<QueryFilterNode> = fc.oneof(
  fc.record({ kind: kind('phrase'), field: filterField, text, ignoreCase: fc.boolean() }),
  fc.record({ kind: kind('prefix'), field: filterField, text, ignoreCase: fc.boolean() }),
  fc.record({ kind: kind('exact'), field: filterField, text: fc.oneof(text, fc.constant('')) }),
  fc.record({ kind: kind('exact-prefix'), field: filterField, text }),
  fc.record({ kind: kind('any-value'), field: filterField }),
  fc.record({ kind: kind('empty'), field: filterField }),
  fc.record({ kind: kind('all') }),
  fc.record({ kind: fc.constantFrom('in', 'contains-all', 'contains-any'), field: filterField, values }),
  fc.record({ kind: kind('sequence'), field: filterField, phrases: values }),
  fc.record({ kind: kind('regexp'), field: filterField, pattern: regexp }),
  fc.record({ kind: kind('len-range'), field: filterField, min: fc.nat(), max: count }),
  fc.record({
    kind: kind('ipv4-range'),
    field: filterField,
    low: fc.nat({ max: 0xffffffff }),
    high: fc.nat({ max: 0xffffffff }),
  }),
  fc.record({ kind: kind('value-type'), field: filterField, type: text }),
  fc.record({ kind: fc.constantFrom('eq-field', 'le-field', 'lt-field'), field: filterField, other: field }),
  fc.record({ kind: kind('min-severity'), score: fc.integer() }),
  fc.record({ kind: kind('stream-id'), ids: fc.array(text, { maxLength: 2 }) }),
  fc.record({ kind: kind('time-range'), range: timeRange, offset }),
  duration.map((shift): QueryFilterNode => ({ kind: 'time-range', range: { form: 'until-now' }, offset: shift })),
  fc.record({
    kind: kind('day-range'),
    startMinute: minute,
    startInclusive: fc.boolean(),
    endMinute: minute,
    endInclusive: fc.boolean(),
    offset,
  }),
  fc.record({
    kind: kind('week-range'),
    startDay: day,
    startInclusive: fc.boolean(),
    endDay: day,
    endInclusive: fc.boolean(),
    offset,
  }),
  fc.record({ kind: kind('stream'), alternatives: fc.array(streamMatchers(), { minLength: 1, maxLength: 2 }) }).filter(
    // An empty alternative after `or` has no syntax.
    ({ alternatives }) => alternatives.length === 1 || alternatives.every((all) => all.length > 0),
  ),
  fc.tuple(filterField, operator, numberText).map(([name, op, literal]) => numericComparison(name, op, literal)),
  fc.tuple(filterField, numberText, fc.boolean(), numberText, fc.boolean()).map(
    ([name, lowText, lowInclusive, highText, highInclusive]): QueryFilterNode => ({
      kind: 'range',
      field: name,
      low: parseNumberText(lowText)!,
      lowInclusive,
      high: parseNumberText(highText)!,
      highInclusive,
      lowText,
      highText,
    }),
  ),
  fc.tuple(filterField, operator, nonNumber).map(([name, op, value]) => textComparison(name, op, value)),
  fc.record({
    kind: kind('string-range'),
    field: filterField,
    low: text,
    lowInclusive: fc.constant(true),
    high: text,
    highInclusive: fc.constant(false),
  }),
);

function streamMatchers() {
  const label = text;
  return fc.array(
    fc.oneof(
      fc.record({ label, operator: fc.constantFrom('=' as const, '!=' as const), value: text }),
      fc.record({ label, operator: fc.constantFrom('=~' as const, '!~' as const), value: regexp }),
      fc.record({ label, operator: fc.constantFrom('in' as const, 'not_in' as const), values }),
    ),
    { maxLength: 2 },
  );
}

function numericComparison(name: string, op: string, literal: string): QueryFilterNode {
  const value = parseNumberText(literal)!;
  const inclusive = op.endsWith('=');
  const open = { low: -Infinity, lowInclusive: true, high: Infinity, highInclusive: true };
  return op.startsWith('>')
    ? { kind: 'range', field: name, ...open, low: value, lowInclusive: inclusive, lowText: literal }
    : { kind: 'range', field: name, ...open, high: value, highInclusive: inclusive, highText: literal };
}

function textComparison(name: string, op: string, value: string): QueryFilterNode {
  const inclusive = op.endsWith('=');
  return op.startsWith('>')
    ? { kind: 'string-range', field: name, low: value, lowInclusive: inclusive, high: null, highInclusive: false }
    : { kind: 'string-range', field: name, low: '', lowInclusive: true, high: value, highInclusive: inclusive };
}
