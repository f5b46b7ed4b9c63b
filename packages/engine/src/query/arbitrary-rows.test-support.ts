import fc from 'fast-check';
import type { FilterNode } from '../logsql/filter-node.ts';
import type { StreamMatcher } from '../logsql/leaf-filter-node.ts';
import type { QueryFilterNode } from '../logsql/syntax-tree.ts';
import { ArrayBlock, ArrayBlockSource, type BlockPowers, type TestRow } from './array-block.test-support.ts';

const BASE_MS = 1_700_000_000_000;

const message = fc
  .array(fc.constantFrom('connection', 'Connect', 'closed', 'user42', '42', 'été', 'Ünder_score', '-', '[', 'x7f'), {
    maxLength: 5,
  })
  .map((words) => words.join(' '));

const scalar = fc.constantFrom<unknown[]>(
  ...[1, 1.5, -3, 1e21, 0, '1', '1.0', 'abc', '', null, true, false, 'true', 9007199254740993n, 9007199254740992],
);

/** Rows over few values, so that filters meet them. */
export const arbitraryRow: fc.Arbitrary<Omit<TestRow, 'sequence'>> = fc.record({
  ms: fc.integer({ min: BASE_MS - 5, max: BASE_MS + 5 }),
  subMs: fc.constantFrom(0, 0, 1, 999_999),
  deleted: fc.constantFrom(false, false, false, false, true),
  fields: fc.record(
    {
      _msg: message,
      level: fc.constantFrom('ERROR', 'error', 'Warn', 'INFO', 'custom'),
      source: fc.constantFrom('api', 'db', 'Api'),
      tags: fc.uniqueArray(fc.constantFrom('a', 'b', 'c d', '"'), { maxLength: 3 }),
      size: scalar,
      'user.id': scalar,
      ip: fc.constantFrom('10.0.0.1', '10.0.0.200', '0.0.0.1', '1.5s', '2KiB', '2023-11-14T22:13:20Z', '-5m', '1e3'),
    },
    { requiredKeys: [] },
  ),
});

export const arbitraryPowers: fc.Arbitrary<BlockPowers> = fc.record({
  count: fc.constantFrom('none' as const, 'exact' as const, 'unsure' as const),
  exclude: fc.boolean(),
  dictionary: fc.boolean(),
  valueCounts: fc.boolean(),
});

/** Rows spread over blocks of different powers, and the same rows as one list. */
export interface Store {
  readonly rows: readonly TestRow[];
  readonly source: ArrayBlockSource;
}

export const arbitraryStore: fc.Arbitrary<Store> = fc
  .array(fc.record({ rows: fc.array(arbitraryRow, { minLength: 1, maxLength: 12 }), powers: arbitraryPowers }), {
    maxLength: 5,
  })
  .map((blocks) => {
    let sequence = 0;
    const numbered = blocks.map(({ rows, powers }) => ({
      rows: rows.map((row): TestRow => ({ ...row, sequence: (sequence++ * 7919) % 10_007 })),
      powers,
    }));
    return {
      rows: numbered.flatMap(({ rows }) => rows),
      source: new ArrayBlockSource(numbered.map(({ rows, powers }) => new ArrayBlock(rows, powers))),
    };
  });

const field = fc.constantFrom('_msg', 'level', 'source', 'tags', 'size', 'user.id', 'absent');
const text = fc.constantFrom(
  'connection',
  'conn',
  'n c',
  '42',
  'user',
  '1',
  '1.5',
  'abc',
  'api',
  '',
  'ÉTÉ',
  'closed user42',
);
const bound = fc.constantFrom(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, -3, 0, 1, 1.5, 9007199254740992);
const time = fc.option(
  fc
    .tuple(fc.integer({ min: BASE_MS - 7, max: BASE_MS + 7 }), fc.constantFrom(0, 1, 999_999))
    .map(([ms, subMs]) => BigInt(ms) * 1_000_000n + BigInt(subMs)),
);
const range = { field, low: bound, lowInclusive: fc.boolean(), high: bound, highInclusive: fc.boolean() };

function kind<Kind extends FilterNode['kind']>(name: Kind): fc.Arbitrary<Kind> {
  return fc.constant(name);
}

const leaf: fc.Arbitrary<FilterNode> = fc.oneof(
  fc.record({ kind: kind('all') }),
  fc.record({ kind: kind('time'), startNs: time, endNs: time }),
  fc.record({ kind: kind('phrase'), field, text, ignoreCase: fc.boolean() }),
  fc.record({
    kind: kind('prefix'),
    field,
    text: fc.constantFrom('', 'conn', 'us', '4', 'Été'),
    ignoreCase: fc.boolean(),
  }),
  fc.record({ kind: kind('substring'), field, text, ignoreCase: fc.boolean() }),
  fc.record({ kind: kind('exact'), field, text }),
  fc.record({ kind: kind('exact-prefix'), field, text }),
  fc.record({ kind: kind('any-value'), field }),
  fc.record({ kind: kind('empty'), field }),
  fc.record({ kind: kind('in'), field, values: fc.array(text, { maxLength: 3 }) }),
  fc.record({
    kind: kind('regexp'),
    field,
    pattern: fc.constantFrom('c.*d', '^conn', '[0-9]{2}', '(?i)API|db', '', '\\d$'),
  }),
  fc.record({ kind: kind('range'), ...range }),
  fc.record({ kind: kind('level'), names: fc.array(fc.constantFrom('error', 'WARN', '', 'info'), { maxLength: 2 }) }),
  fc.record({ kind: kind('min-severity'), score: fc.constantFrom(0, 20, 21, 30, 40, 60) }),
  fc.record({
    kind: kind('tags'),
    mode: fc.constantFrom('any' as const, 'all' as const),
    elements: fc.array(fc.constantFrom('a', 'b', 'c d', 'c', '"'), { maxLength: 2 }),
  }),
  fc.record({
    kind: kind('typed-equals'),
    field,
    value: fc.constantFrom(1, 1.5, '1', 'abc', '', null, true, 'api', 9007199254740993n, 9007199254740992, 1e21),
  }),
  fc.record({ kind: kind('typed-range'), ...range }),
  fc.record({
    ...range,
    kind: kind('typed-range'),
    low: fc.constantFrom<(number | bigint)[]>(0, 9007199254740992, 9007199254740993n),
    high: fc.constantFrom<(number | bigint)[]>(9007199254740991n, 9007199254740993n, Number.POSITIVE_INFINITY),
  }),
);

/** Trees of every kind of filter, some levels deep. */
export const arbitraryFilter: fc.Arbitrary<FilterNode> = fc.letrec<{ node: FilterNode }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.record({ kind: kind('and'), filters: fc.array(tie('node'), { maxLength: 3 }) }),
    fc.record({ kind: kind('or'), filters: fc.array(tie('node'), { maxLength: 3 }) }),
    fc.record({ kind: kind('not'), filter: tie('node') }),
  ),
})).node;

/** Enough for the way that long lists take. */
const MANY_VALUES: readonly string[] = [...'bcdefghijklmnop', 'closed user42', 'été', '[ x7f', '- -'];

const address = fc.constantFrom(0, 1, 0x0a000001, 0x0a0000ff, 0xffffffff);
const ipField = fc.constantFrom('ip', 'size', '_msg');

const values = fc.array(text, { maxLength: 3 });
const offset = fc.option(
  fc
    .constantFrom(0n, 7_200_000_000_000n, -1n, 80_000_000_000_001n, -3_500_500_000n)
    .map((ns) => ({ text: `${ns}ns`, ns })),
);
const matcher: fc.Arbitrary<StreamMatcher> = fc.oneof(
  fc.record({
    label: field,
    operator: fc.constantFrom('=' as const, '!=' as const, '=~' as const, '!~' as const),
    value: fc.constantFrom('api', 'db', '', 'a.*', '.*', '.+', '[0-9]+'),
  }),
  fc.record({ label: field, operator: fc.constantFrom('in' as const, 'not_in' as const), values }),
);
// The base time is in the minute 22:13 of a Tuesday.
const minute = fc.constantFrom(0, 800, 1332, 1333, 1334, 1440);

function queryKind<Kind extends QueryFilterNode['kind']>(name: Kind): fc.Arbitrary<Kind> {
  return fc.constant(name);
}

const queryLeaf: fc.Arbitrary<QueryFilterNode> = fc.oneof(
  fc.record({
    kind: queryKind('sequence'),
    field,
    phrases: fc.array(fc.constantFrom('connection', 'closed', 'user42', '-', '42', '', 'abc', '- ['), { maxLength: 3 }),
  }),
  fc.record({ kind: queryKind('contains-all'), field, values }),
  fc.record({ kind: queryKind('contains-any'), field, values }),
  fc.record({ kind: queryKind('contains-any'), field, values: fc.constant(MANY_VALUES) }),
  fc.record({
    kind: queryKind('string-range'),
    field,
    low: text,
    lowInclusive: fc.boolean(),
    high: fc.option(text),
    highInclusive: fc.boolean(),
  }),
  fc.record({ kind: queryKind('len-range'), field, min: fc.nat(8), max: fc.constantFrom(0, 1, 4, 8, 12, Infinity) }),
  fc.record({ kind: queryKind('ipv4-range'), field: ipField, low: address, high: address }),
  fc.record({ kind: queryKind('range'), ...range, field: ipField }),
  fc.record({ kind: queryKind('eq-field'), field, other: field }),
  fc.record({ kind: queryKind('le-field'), field: ipField, other: field }),
  fc.record({ kind: queryKind('lt-field'), field: ipField, other: field }),
  fc.record({
    kind: queryKind('day-range'),
    startMinute: minute,
    startInclusive: fc.boolean(),
    endMinute: minute,
    endInclusive: fc.boolean(),
    offset,
  }),
  fc.record({
    kind: queryKind('week-range'),
    startDay: fc.nat(6),
    startInclusive: fc.boolean(),
    endDay: fc.nat(6),
    endInclusive: fc.boolean(),
    offset,
  }),
  fc.record({
    kind: queryKind('stream'),
    alternatives: fc.array(fc.array(matcher, { maxLength: 2 }), { maxLength: 2 }),
  }),
  fc.record({ kind: queryKind('stream-id'), ids: values }),
);

/** As `arbitraryFilter`, and of the kinds that only a query has. */
export const arbitraryQueryFilter: fc.Arbitrary<QueryFilterNode> = fc.letrec<{ node: QueryFilterNode }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    queryLeaf,
    leaf,
    fc.record({ kind: queryKind('and'), filters: fc.array(tie('node'), { maxLength: 3 }) }),
    fc.record({ kind: queryKind('or'), filters: fc.array(tie('node'), { maxLength: 3 }) }),
    fc.record({ kind: queryKind('not'), filter: tie('node') }),
  ),
})).node;
