import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatInstant, instantFromNs } from '../../entry/instant.ts';
import type { PipeNode, QueryFilterNode } from '../../logsql/syntax-tree.ts';
import { arbitraryPowers } from '../arbitrary-rows.test-support.ts';
import { ArrayBlockSource, type TestRow } from '../array-block.test-support.ts';
import { STANDARD_OPERATORS } from '../pipe-operators.ts';
import { runQuery } from '../pipeline/run-query.ts';
import { QueryContext } from '../query-context.ts';
import { EncodedBlock } from './encoded-block.test-support.ts';

const BASE_MS = 1_700_000_000_000;
const NS_PER_MS = 1_000_000n;

const row: fc.Arbitrary<TestRow> = fc.record({
  // Also before the epoch, and many in few buckets.
  ms: fc.oneof(fc.integer({ min: BASE_MS, max: BASE_MS + 90_000 }), fc.integer({ min: -50_000, max: 50_000 })),
  subMs: fc.constantFrom(0, 0, 1, 999_999),
  sequence: fc.nat(1_000_000),
  deleted: fc.constantFrom(false, false, false, false, false, false, false, true),
  fields: fc.record({ source: fc.constantFrom('api', 'db') }),
});

const blocks = fc.array(fc.record({ rows: fc.array(row, { minLength: 1, maxLength: 120 }), powers: arbitraryPowers }), {
  minLength: 1,
  maxLength: 3,
});

const bucket = fc.record({
  size: fc.constantFrom(1, 7, 1e6, 1_500_000, 1e9, 30e9, 3600e9, 86_400e9),
  offset: fc.constantFrom(0, 1, -1, 1e6, 12_345_678, 7200e9, -1e9),
});

test('rows are counted in the buckets that their times lie in, however they are counted', () => {
  fc.assert(
    fc.property(blocks, bucket, fc.boolean(), fc.boolean(), (stored, { size, offset }, onlyApi, overBatches) => {
      const expected: Record<string, string> = {};
      for (const { ms, subMs, fields, deleted } of stored.flatMap(({ rows }) => rows)) {
        if (deleted || (onlyApi && fields.source !== 'api')) continue;
        const ns = BigInt(ms) * NS_PER_MS + BigInt(subMs ?? 0);
        const [width, shift] = [BigInt(size), BigInt(offset)];
        const key = formatInstant(instantFromNs(ns - ((((ns - shift) % width) + width) % width))!);
        expected[key] = String(Number(expected[key] ?? 0) + 1);
      }
      const stats: PipeNode = {
        kind: 'stats',
        by: [
          { field: '_time', bucket: { text: String(size), unit: 'number', size, offset: { text: '', value: offset } } },
        ],
        functions: [{ function: { kind: 'count', fields: ['*'] }, condition: null, resultField: 'n' }],
      };
      const filter: QueryFilterNode = onlyApi ? { kind: 'exact', field: 'source', text: 'api' } : { kind: 'all' };
      const pipes: PipeNode[] = overBatches ? [{ kind: 'limit', count: Infinity }, stats] : [stats];
      const source = new ArrayBlockSource(stored.map(({ rows, powers }) => new EncodedBlock(rows, powers)));
      const query = { filter, pipes, options: { concurrency: null, ignoreGlobalTimeFilter: null } };
      const found: Record<string, string> = {};
      for (const batches of runQuery(query, {
        source,
        operators: STANDARD_OPERATORS,
        context: new QueryContext(),
        nowNs: 0n,
      })) {
        for (const batch of batches) {
          batch.texts('_time').forEach((time, at) => {
            found[time] = batch.texts('n')[at]!;
          });
        }
      }
      expect(found).toEqual(expected);
    }),
    { numRuns: 500 },
  );
}, 60_000);
