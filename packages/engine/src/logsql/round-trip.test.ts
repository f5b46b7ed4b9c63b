import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDurationNs } from './duration.ts';
import { LOGSQL } from './logsql.ts';
import { MATH_OPERATORS, type MathExpression, type MathOperator } from './math-expression.ts';
import { parseNumberText } from './number-literal.ts';
import { parse } from './parse.ts';
import { parsePatternSteps } from './pattern-step.ts';
import { print } from './print.ts';
import type { StatsFunctionNode } from './stats-function-node.ts';
import type { PipeNode, Query, QueryFilterNode } from './syntax-tree.ts';
import { parseTimePoint, type TimePoint } from './time-point.ts';
import type { ComparisonOperator, TimeRange } from './time-range.ts';

/**
 * Random trees of every node, as the parser could give them; names include keywords, quotes and lone surrogates.
 * Longer than 400 lines because: it is one recursive generator, and the generators of its parts refer to one another.
 */

const NAMES = 'a level user.id by as limit count in and OR not options _time desc rank hits fields if from prefix ns';
const word = fc.constantFrom(
  ...NAMES.split(' '),
  'x y',
  'é',
  'a"b',
  "it's",
  'c:d',
  '(',
  '\\',
  '`',
  '\n',
  '#',
  'a*b',
  '\ud800',
);
const text = fc.oneof(
  word,
  fc.string({ minLength: 1, maxLength: 8 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 4 }),
);
/** Never ends with a star and never looks like a number. */
const field = fc.oneof(
  { weight: 4, arbitrary: fc.constant('_msg') },
  text.map((name) => `f${name}_`),
  word,
);
const specialFields = new Set(['_time', '_stream', '_stream_id']);
const filterField = field.filter((name) => !specialFields.has(name));
const pattern = fc.oneof(
  field,
  field.map((name) => `${name}*`),
  fc.constant('*'),
);
const count = fc.oneof(fc.nat(), fc.constant(Infinity));
const positive = fc.integer({ min: 1, max: 1e9 });
const limit = fc.oneof(fc.constant(0), positive);
const fields = fc.array(field, { minLength: 1, maxLength: 3 });
const patterns = fc.array(pattern, { minLength: 1, maxLength: 3 });
const duration = fc
  .constantFrom('5m', '1.5h', '2d3h', '100µs', '-1w')
  .map((literal) => ({ text: literal, ns: parseDurationNs(literal)! }));
const offset = fc.option(duration);
const point: fc.Arbitrary<TimePoint> = fc
  .constantFrom(
    '2023',
    '2023-04Z',
    '2023-04-25+05:30',
    '2023-04-25T22:45',
    'now',
    'now-1h',
    '2023-04-25T22:45:59.123456789Z',
  )
  .map((literal) => parseTimePoint(literal)!);
const operator = fc.constantFrom<ComparisonOperator>('>', '>=', '<', '<=');
const nonNumber = text.filter((value) => parseNumberText(value) === undefined);
const numberText = fc.constantFrom(
  '10KiB',
  '5',
  '-1.5',
  '1e-5',
  '5m',
  '1.2.3.4',
  'inf',
  '0x1F',
  '2023-04-25T00:00:00Z',
);
const regexp = fc.constantFrom('a', 'b|c', '^x\\d+$', '(?i)y', '[a-z]{2,3}', '"', '(?P<g>z)');

const timeRange: fc.Arbitrary<TimeRange> = fc.oneof(
  fc.record({ form: fc.constant('point' as const), equals: fc.boolean(), point }),
  fc.record({ form: fc.constant('last' as const), equals: fc.boolean(), duration }),
  fc.record({ form: fc.constant('compare-point' as const), operator, point }),
  fc.record({ form: fc.constant('compare-age' as const), operator, duration }),
  fc.record({
    form: fc.constant('interval' as const),
    start: point,
    startInclusive: fc.boolean(),
    end: point,
    endInclusive: fc.boolean(),
  }),
);

const kind = <K extends string>(name: K): fc.Arbitrary<K> => fc.constant(name);
const values = fc.array(text, { maxLength: 3 });
const minute = fc.integer({ min: 0, max: 1440 });
const day = fc.integer({ min: 0, max: 6 });

const leafFilter: fc.Arbitrary<QueryFilterNode> = fc.oneof(
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

const expression: fc.Arbitrary<MathExpression> = fc.letrec<{ tree: MathExpression }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    field.map((name): MathExpression => ({ kind: 'field', field: name })),
    numberText.map((literal): MathExpression => ({ kind: 'number', value: parseNumberText(literal)!, text: literal })),
    fc.record({
      kind: kind('binary'),
      operator: fc.constantFrom(...(Object.keys(MATH_OPERATORS) as MathOperator[])),
      left: tie('tree'),
      right: tie('tree'),
    }),
    tie('tree')
      .filter((node) => node.kind !== 'negation')
      .map((operand): MathExpression => ({ kind: 'negation', operand })),
    fc.record({
      kind: kind('call'),
      function: kind('round'),
      arguments: fc.array(tie('tree'), { minLength: 1, maxLength: 2 }),
    }),
    fc.record({ kind: kind('call'), function: kind('now'), arguments: fc.constant([]) }),
  ),
})).tree;

const statsFunction: fc.Arbitrary<StatsFunctionNode> = fc.oneof(
  fc.record({
    kind: fc.constantFrom(
      'avg',
      'count',
      'count_empty',
      'max',
      'median',
      'min',
      'rate_sum',
      'row_any',
      'sum',
      'sum_len',
    ),
    fields: patterns,
  }),
  fc.record({ kind: fc.constantFrom('json_values', 'uniq_values', 'values'), fields: patterns, limit }),
  fc.record({ kind: fc.constantFrom('count_uniq', 'count_uniq_hash'), fields, limit }),
  fc.record({ kind: kind('histogram'), field }),
  fc.record({ kind: kind('quantile'), phi: fc.constantFrom(0, 0.5, 0.99, 1, 1e-7), fields: patterns }),
  fc.record({ kind: kind('rate') }),
  fc.record({ kind: fc.constantFrom('row_max', 'row_min'), field, fields: patterns }),
);

const bucket = fc.option(
  fc
    .record({
      base: fc.constantFrom(
        { text: '5m', unit: 'number' as const, size: 300e9 },
        { text: '10KB', unit: 'number' as const, size: 10_000 },
        { text: '1e-3', unit: 'number' as const, size: 0.001 },
        { text: 'week', unit: 'number' as const, size: 604_800e9 },
        { text: '/24', unit: 'ipv4' as const, size: 256 },
        { text: 'month', unit: 'month' as const, size: 0 },
      ),
      offset: fc.option(
        fc.constantFrom({ text: '-2h', value: -7200e9 }, { text: '5', value: 5 }, { text: '1.5µs', value: 1500 }),
      ),
    })
    .map(({ base, offset: shift }) => ({ ...base, offset: shift })),
);

const sortBy = fc.array(fc.record({ field, descending: fc.boolean() }), { maxLength: 2 });
const options = fc.constantFrom(
  { keepOriginalFields: false, skipEmptyResults: false },
  { keepOriginalFields: true, skipEmptyResults: false },
  { keepOriginalFields: false, skipEmptyResults: true },
);
const withSteps = (sources: string[]) =>
  fc.constantFrom(...sources).map((source) => ({ pattern: source, steps: parsePatternSteps(source)! }));
const extractPattern = withSteps(['<a>', 'x=<a> <_>"<q:b c>', '&lt;<plain:x>\n']);
const formatPattern = withSteps(['', 'plain', '<a><uc:b>', '<_>&amp;"']);
const literal = fc.oneof(text, fc.constant(''));

const node = fc.letrec<{ query: Query; filter: QueryFilterNode; pipe: PipeNode }>((tie) => {
  const condition = fc.option(tie('filter'), { freq: 2 });
  return {
    query: fc.record({
      options: fc.record({ concurrency: fc.option(fc.nat()), ignoreGlobalTimeFilter: fc.option(fc.boolean()) }),
      filter: tie('filter'),
      pipes: fc.array(tie('pipe'), { maxLength: 3 }),
    }),
    filter: fc.oneof(
      { maxDepth: 3 },
      { weight: 6, arbitrary: leafFilter },
      fc.record({
        kind: fc.constantFrom('and', 'or'),
        filters: fc.array(tie('filter'), { minLength: 2, maxLength: 3 }),
      }),
      tie('filter')
        .filter((part) => part.kind !== 'not')
        .map((filter) => ({ kind: 'not', filter })),
      fc.tuple(filterField, fc.constantFrom('in', 'contains-all', 'contains-any'), tie('query'), field).map(
        ([name, match, query, column]): QueryFilterNode => ({
          kind: 'subquery',
          field: name,
          match: match as 'in',
          query: { ...query, pipes: [...query.pipes, { kind: 'fields', fields: [column] }] },
          column,
        }),
      ),
    ) as fc.Arbitrary<QueryFilterNode>,
    pipe: fc.oneof(
      { maxDepth: 3 },
      fc.record({ kind: fc.constantFrom('block_stats', 'drop_empty_fields') }),
      fc.record({ kind: fc.constantFrom('blocks_count', 'field_names'), resultField: field }),
      fc.record({ kind: kind('collapse_nums'), condition, field, prettify: fc.boolean() }),
      fc.record({
        kind: fc.constantFrom('copy', 'rename'),
        pairs: fc.array(fc.record({ source: pattern, target: pattern }), { minLength: 1, maxLength: 2 }),
      }),
      fc.record({ kind: kind('decolorize'), field }),
      fc.record({ kind: fc.constantFrom('delete', 'fields'), fields: patterns }),
      fc.tuple(condition, extractPattern, field, options).map(([when, steps, from, rest]) => ({
        kind: 'extract',
        condition: when,
        ...steps,
        from,
        ...rest,
      })),
      fc.tuple(condition, field, options).map(([when, from, rest]) => ({
        kind: 'extract_regexp',
        condition: when,
        pattern: '(?P<ip>[0-9]+)"',
        from,
        ...rest,
      })),
      fc.record({
        kind: kind('facets'),
        limit: positive,
        maxValuesPerField: positive,
        maxValueLength: positive,
        keepConstFields: fc.boolean(),
      }),
      fc.record({ kind: kind('field_values'), field, limit }),
      fc.record({ kind: kind('filter'), filter: tie('filter') }),
      fc.record({
        kind: fc.constantFrom('first', 'last'),
        limit: positive,
        by: sortBy,
        partitionBy: fc.oneof(fc.constant([]), fields),
        rankField: fc.option(field),
      }),
      fc.tuple(condition, formatPattern, field, options).map(([when, steps, resultField, rest]) => ({
        kind: 'format',
        condition: when,
        ...steps,
        resultField,
        ...rest,
      })),
      fc.record({ kind: fc.constantFrom('hash', 'json_array_len', 'len'), field, resultField: field }),
      fc.record({ kind: kind('join'), by: fields, query: tie('query'), inner: fc.boolean(), prefix: literal }),
      fc.record({ kind: fc.constantFrom('limit', 'offset'), count }),
      fc.record({
        kind: kind('math'),
        entries: fc.array(fc.record({ expression, resultField: field }), { minLength: 1, maxLength: 2 }),
      }),
      fc.record({
        kind: fc.constantFrom('pack_json', 'pack_logfmt'),
        fields: fc.array(
          pattern.filter((one) => one !== '*'),
          { maxLength: 2 },
        ),
        resultField: field,
      }),
      fc.record({ kind: kind('patterns'), field, limit }),
      fc.record({ kind: kind('replace'), condition, search: literal, replacement: literal, field, limit }),
      fc.record({ kind: kind('replace_regexp'), condition, pattern: regexp, replacement: literal, field, limit }),
      fc.record({ kind: kind('sample'), rate: positive }),
      fc.record({
        kind: kind('sort'),
        by: sortBy,
        descending: fc.boolean(),
        partitionBy: fc.constant([]),
        offset: limit,
        limit,
        rankField: fc.option(field),
      }),
      fc.record({
        kind: kind('sort'),
        by: sortBy,
        descending: fc.boolean(),
        partitionBy: fields,
        offset: limit,
        limit: positive,
        rankField: fc.constant(null),
      }),
      fc
        .record({
          by: fc.array(fc.record({ field, bucket }), { maxLength: 2 }),
          entries: fc.array(fc.record({ function: statsFunction, condition }), { minLength: 1, maxLength: 3 }),
        })
        .map(({ by, entries }) => ({
          kind: 'stats',
          by,
          functions: entries.map((entry, index) => ({ ...entry, resultField: `result ${index}` })),
        })),
      fc.record({ kind: kind('stream_context'), before: fc.nat(), after: fc.nat(), timeWindow: duration }),
      fc.tuple(positive, fields, fc.option(fc.constantFrom('r', 'rank', 'limit'))).map(([most, by, rankField]) => ({
        kind: 'top',
        limit: most,
        by,
        hitsField: by.includes('hits') ? 'hitss' : 'hits',
        rankField: rankField !== null && by.includes(rankField) ? `${rankField}s` : rankField,
      })),
      fc.record({ kind: kind('union'), query: tie('query') }),
      fc.tuple(fields, fc.boolean(), limit).map(([by, hits, most]) => ({
        kind: 'uniq',
        by,
        hitsField: hits ? (by.includes('hits') ? 'hitss' : 'hits') : null,
        limit: most,
      })),
      fc
        .tuple(fc.constantFrom('unpack_json', 'unpack_logfmt'), condition, field, patterns, literal, options)
        .map(([name, when, from, listed, resultPrefix, rest]) => ({
          kind: name,
          condition: when,
          from,
          fields: listed,
          resultPrefix,
          ...rest,
        })),
      fc.record({
        kind: kind('unpack_syslog'),
        condition,
        from: field,
        offset,
        resultPrefix: literal,
        keepOriginalFields: fc.boolean(),
      }),
      fc.record({ kind: kind('unpack_words'), from: field, resultField: field, dropDuplicates: fc.boolean() }),
      fc.record({ kind: kind('unroll'), condition, fields }),
    ) as fc.Arbitrary<PipeNode>,
  };
});

describe('parse and print', () => {
  it('give back the tree', () => {
    fc.assert(
      fc.property(node.query, (query) => {
        expect(parse(print(query, LOGSQL), LOGSQL)).toEqual(query);
      }),
      { numRuns: 2500 },
    );
  });

  it('print the same text again', () => {
    fc.assert(
      fc.property(node.query, (query) => {
        const text = print(query, LOGSQL);
        expect(print(parse(text, LOGSQL), LOGSQL)).toBe(text);
      }),
      { numRuns: 300 },
    );
  });
});
