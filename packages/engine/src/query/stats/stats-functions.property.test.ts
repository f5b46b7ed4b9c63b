import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StatsFunctionNode } from '../../logsql/stats-function-node.ts';
import type { PipeNode, QueryFilterNode } from '../../logsql/syntax-tree.ts';
import { arbitraryPowers } from '../arbitrary-rows.test-support.ts';
import { ArrayBlockSource, type TestRow } from '../array-block.test-support.ts';
import { rowPasses } from '../filter-oracle.test-support.ts';
import { STANDARD_OPERATORS } from '../pipe-operators.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';
import { runQuery } from '../pipeline/run-query.ts';
import { QueryContext } from '../query-context.ts';
import { startStats } from '../stats-operators.ts';
import { EncodedBlock } from './encoded-block.test-support.ts';
import { comparable, statsByDefinition, textRowOf } from './stats-oracle.test-support.ts';
import { StoredBatch } from './stored-batch.ts';

const BASE_MS = 1_700_000_000_000;

/** Sums of these are the same in any order. */
const decimal = fc.integer({ min: -4000, max: 4000 }).map((n) => n / 8);
const id = fc.nat(40).map((n) => (n * 0x1234567).toString(16).padStart(32, n % 2 === 0 ? '0' : 'ab'));

const row: fc.Arbitrary<TestRow> = fc.record({
  ms: fc.integer({ min: BASE_MS, max: BASE_MS + 600_000 }),
  subMs: fc.constantFrom(0, 0, 500),
  sequence: fc.nat(1_000_000),
  deleted: fc.constantFrom(false, false, false, false, false, true),
  fields: fc.record(
    {
      _msg: fc.constantFrom('started', 'stopped', 'user 42 came', 'été <b>', 'user 7 left'),
      source: fc.constantFrom('api', 'db', 'web'),
      int: fc.integer({ min: -50, max: 1000 }),
      dec: decimal,
      padded: decimal.map((n) => n.toFixed(4)),
      id,
      short: id.map((text) => text.slice(-16)),
      uuid: id.map((text) => text.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')),
      mixed: fc.constantFrom('1', '1.0', '01', '2s', '1500ms', '1KiB', '10.0.0.1', 'x9', 'x10', '', '12345678', 'inf'),
    },
    { requiredKeys: [] },
  ),
});

const store = fc.array(
  fc.record({
    rows: fc.oneof(fc.array(row, { minLength: 1, maxLength: 8 }), fc.array(row, { minLength: 40, maxLength: 90 })),
    powers: arbitraryPowers,
  }),
  { minLength: 1, maxLength: 3 },
);

const field = fc.constantFrom(
  'int',
  'dec',
  'padded',
  'id',
  'short',
  'uuid',
  'mixed',
  '_msg',
  'source',
  'absent',
  '_time',
);
const fields = fc.uniqueArray(field, { minLength: 1, maxLength: 2 });

const statsFunction: fc.Arbitrary<StatsFunctionNode> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('avg', 'count', 'count_empty', 'max', 'median', 'min', 'rate_sum', 'sum', 'sum_len'),
    fields,
  }),
  fc.constant<StatsFunctionNode>({ kind: 'count', fields: ['*'] }),
  fc.record({ kind: fc.constantFrom('json_values', 'uniq_values', 'values'), fields, limit: fc.constant(0) }),
  fc.record({ kind: fc.constantFrom('count_uniq', 'count_uniq_hash'), fields, limit: fc.constantFrom(0, 0, 1, 5) }),
  fc
    .tuple(fc.constantFrom(0, 0.3, 0.9, 1), fields)
    .map(([phi, names]) => ({ kind: 'quantile' as const, phi, phiText: String(phi), fields: names })),
  fc.constant<StatsFunctionNode>({ kind: 'rate' }),
  // Every row has a time, so that there is a row where there is anything in it.
  fc.constant<StatsFunctionNode>({ kind: 'row_any', fields: ['_time'] }),
  fc.record({ kind: fc.constantFrom('row_min', 'row_max'), field, fields: fc.constant(['*']) }),
) as fc.Arbitrary<StatsFunctionNode>;

const condition = fc.constantFrom<(QueryFilterNode | null)[]>(
  null,
  null,
  { kind: 'exact', field: 'source', text: 'api' },
  { kind: 'range', field: 'int', low: 0, lowInclusive: true, high: 300, highInclusive: true },
);

const by = fc.uniqueArray(fc.constantFrom('source', 'int', 'dec', 'padded', 'id', 'mixed', '_msg', 'absent', 'tags'), {
  maxLength: 3,
});

const filter = fc.constantFrom<QueryFilterNode[]>(
  { kind: 'all' },
  { kind: 'phrase', field: '_msg', text: 'user', ignoreCase: false },
  { kind: 'not', filter: { kind: 'exact', field: 'source', text: 'db' } },
);

test('groups and results are those of the definitions, over blocks and over batches', () => {
  fc.assert(
    fc.property(
      store,
      filter,
      by,
      fc.array(fc.record({ function: statsFunction, condition }), { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      (blocks, where, byFields, entries, overBatches) => {
        const functions = entries.map((entry, at) => ({ ...entry, resultField: `result ${at}` }));
        const stats: PipeNode = {
          kind: 'stats',
          by: byFields.map((name) => ({ field: name, bucket: null })),
          functions,
        };
        const rows = blocks.flatMap((block) => block.rows).filter((each) => !each.deleted && rowPasses(each, where));
        const groups = new Map<string, TestRow[]>(byFields.length === 0 ? [['[]', []]] : []);
        for (const each of rows) {
          const texts = textRowOf(each);
          const key = JSON.stringify(byFields.map((name) => texts.get(name) ?? ''));
          if (!groups.has(key)) groups.set(key, []);
          groups.get(key)!.push(each);
        }
        const expected = new Map<string, string[]>();
        for (const [key, members] of groups) {
          const results = functions.map(({ function: node, condition: only }) =>
            statsByDefinition(node, members.filter((each) => only === null || rowPasses(each, only)).map(textRowOf)),
          );
          expected.set(key, results);
        }
        const source = new ArrayBlockSource(blocks.map(({ rows: own, powers }) => new EncodedBlock(own, powers)));
        const pipes: PipeNode[] = overBatches ? [{ kind: 'limit', count: Infinity }, stats] : [stats];
        const found = new Map<string, string[]>();
        for (const batch of results({ filter: where, pipes }, source)) {
          for (let at = 0; at < batch.rowCount; at++) {
            const key = JSON.stringify(byFields.map((name) => batch.texts(name)[at]!));
            expect(found.has(key)).toBe(false);
            found.set(
              key,
              functions.map(({ function: node, resultField }) => comparable(node, batch.texts(resultField)[at]!)),
            );
          }
        }
        expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
      },
    ),
    { numRuns: 300 },
  );
}, 60_000);

function* results(
  query: { filter: QueryFilterNode; pipes: PipeNode[] },
  source: ArrayBlockSource,
): Generator<ResultBatch> {
  const run = { source, operators: STANDARD_OPERATORS, context: new QueryContext(), nowNs: 0n };
  const options = { concurrency: null, ignoreGlobalTimeFilter: null };
  for (const batches of runQuery({ ...query, options }, run)) yield* batches;
}

test('states that were split at random and merged are those of one run', () => {
  fc.assert(
    fc.property(store, statsFunction, fc.infiniteStream(fc.nat(5)), (blocks, node, choices) => {
      const context = { rangeSeconds: 2 };
      const whole = startStats(node, context);
      // Three accumulators number the groups in their own way.
      const parts = [0, 1, 2].map((turn) => ({
        state: startStats(node, context),
        groupOf: (group: number) => (group + turn) % 3,
      }));
      for (const { rows, powers } of blocks) {
        const batch = new StoredBatch(new EncodedBlock(rows, powers));
        const groups = rows.map(() => choices.next().value! % 3);
        whole.update(batch, null, Uint32Array.from(groups), 3);
        const part = rows.map(() => choices.next().value! % 3);
        parts.forEach(({ state, groupOf }, at) => {
          const own = rows.flatMap((_, index) => (part[index] === at ? [index] : []));
          const ownGroups = own.map((index) => groupOf(groups[index]!));
          if (own.length > 0) state.update(batch, Uint32Array.from(own), Uint32Array.from(ownGroups), 3);
        });
      }
      const merged = startStats(node, context);
      parts.forEach(({ state }, at) => {
        merged.merge(
          state,
          Uint32Array.from([0, 1, 2], (group) => (group + 3 - at) % 3),
          3,
        );
      });
      for (const group of [0, 1, 2]) {
        expect(comparable(node, merged.result(group).text)).toBe(comparable(node, whole.result(group).text));
      }
    }),
    { numRuns: 500 },
  );
}, 60_000);
