import fc from 'fast-check';
import { leafFilter } from './arbitrary-leaf-filter.test-support.ts';
import {
  count,
  duration,
  field,
  fields,
  filterField,
  kind,
  limit,
  numberText,
  offset,
  pattern,
  patterns,
  positive,
  regexp,
  text,
} from './arbitrary-terms.test-support.ts';
import { MATH_OPERATORS, type MathExpression, type MathOperator } from './math-expression.ts';
import { parseNumberText } from './number-literal.ts';
import { parsePatternSteps } from './pattern-step.ts';
import { allOrNamed } from './stats-arguments.ts';
import type { StatsFunctionNode } from './stats-function-node.ts';
import type { PipeNode, Query, QueryFilterNode } from './syntax-tree.ts';

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
  fc.tuple(fc.constantFrom('0', '0.5', '0.990', '1', '0.0000001'), patterns).map(([phiText, names]) => ({
    kind: 'quantile' as const,
    phi: Number(phiText),
    phiText,
    fields: allOrNamed(names),
  })),
  fc.record({ kind: kind('rate') }),
  fc.record({ kind: fc.constantFrom('row_max', 'row_min'), field, fields: patterns.map(allOrNamed) }),
);

const bucket = fc.option(
  fc
    .record({
      base: fc.constantFrom(
        { text: '5m', unit: 'number' as const, size: 300e9 },
        { text: '10KB', unit: 'number' as const, size: 10_000 },
        { text: '0.001', unit: 'number' as const, size: 0.001 },
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

/** Random queries of every node, as the parser could give them. */
export const arbitraryQuery: fc.Arbitrary<Query> = fc.letrec<{
  query: Query;
  filter: QueryFilterNode;
  pipe: PipeNode;
}>((tie) => {
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
}).query;
