import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NO_QUERY_OPTIONS } from '../../logsql/query-options.ts';
import type { PipeNode, QueryFilterNode } from '../../logsql/syntax-tree.ts';
import { arbitraryFilter, arbitraryStore } from '../arbitrary-rows.test-support.ts';
import { type ArrayBlockSource, compareTestRows, type TestRow, textOfValue } from '../array-block.test-support.ts';
import { rowPasses } from '../filter-oracle.test-support.ts';
import { compareValueKeys, compareValues, plainKeyOf } from '../value-order.ts';
import { rowsOf } from './pipeline.test-support.ts';
import type { ResultRow } from './query-rows.ts';

/** Enough for a machine that is busy with other tests. */
const TIMEOUT_MS = 60_000;
const RUNS = { numRuns: 400 };
const ALL: QueryFilterNode = { kind: 'all' };

function run(filter: QueryFilterNode, pipes: readonly PipeNode[], source: ArrayBlockSource): ResultRow[] {
  return rowsOf({ options: NO_QUERY_OPTIONS, filter, pipes }, source);
}

/** The rows that a query without pipes gives, one by one. */
function expectedRows(rows: readonly TestRow[], filter: QueryFilterNode): TestRow[] {
  return rows.filter((row) => !row.deleted && rowPasses(row, filter)).sort(compareTestRows);
}

function textsOf(rows: readonly TestRow[], field: string): string[] {
  return rows.map((row) => textOfValue(row.fields[field]));
}

function resultTexts(rows: readonly ResultRow[], field: string): string[] {
  return rows.map((row) => String(row[field] ?? ''));
}

/** Batches know texts and numbers, not the other types of JSON. */
function isTyped(node: QueryFilterNode): boolean {
  if (node.kind === 'and' || node.kind === 'or') return node.filters.some(isTyped);
  return node.kind === 'not' ? isTyped(node.filter) : node.kind.startsWith('typed-') || node.kind === 'value-type';
}

test(
  'rows come in (time, sequence) order, however blocks overlap',
  () => {
    fc.assert(
      fc.property(arbitraryStore, arbitraryFilter, ({ rows, source }, filter) => {
        const expected = expectedRows(rows, filter);
        const found = run(filter, [], source);
        for (const field of ['_msg', 'level', 'user.id']) {
          expect(resultTexts(found, field)).toEqual(textsOf(expected, field));
        }
      }),
      RUNS,
    );
  },
  TIMEOUT_MS,
);

test(
  'a filter pipe behind another pipe passes the rows that the filter itself passes',
  () => {
    fc.assert(
      fc.property(
        arbitraryStore,
        arbitraryFilter.filter((node) => !isTyped(node)),
        ({ rows, source }, filter) => {
          const pipes: PipeNode[] = [
            { kind: 'copy', pairs: [{ source: '_msg', target: 'copied' }] },
            { kind: 'filter', filter },
          ];
          const expected = expectedRows(rows, filter);
          expect(resultTexts(run(ALL, pipes, source), 'copied')).toEqual(textsOf(expected, '_msg'));
        },
      ),
      RUNS,
    );
  },
  TIMEOUT_MS,
);

test(
  'a limit cuts the whole result, and so does an offset',
  () => {
    fc.assert(
      fc.property(arbitraryStore, arbitraryFilter, fc.nat(6), fc.nat(6), ({ rows, source }, filter, offset, count) => {
        const expected = textsOf(expectedRows(rows, filter).slice(offset, offset + count), '_msg');
        const pipes: PipeNode[] = [
          { kind: 'offset', count: offset },
          { kind: 'limit', count },
        ];
        expect(resultTexts(run(filter, pipes, source), '_msg')).toEqual(expected);
      }),
      RUNS,
    );
  },
  TIMEOUT_MS,
);

test(
  'the first and last rows by time are those of the whole order, also behind another pipe',
  () => {
    fc.assert(
      fc.property(
        arbitraryStore,
        arbitraryFilter,
        fc.boolean(),
        fc.nat(4),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        ({ rows, source }, filter, descending, offset, limit, isBehind) => {
          const ordered = expectedRows(rows, filter);
          if (descending) ordered.reverse();
          const sort: PipeNode = {
            kind: 'sort',
            by: [{ field: '_time', descending }],
            descending: false,
            partitionBy: [],
            offset,
            limit,
            rankField: null,
          };
          const before: PipeNode[] = isBehind ? [{ kind: 'fields', fields: ['*'] }] : [];
          const found = run(filter, [...before, sort], source);
          expect(resultTexts(found, '_msg')).toEqual(textsOf(ordered.slice(offset, offset + limit), '_msg'));
        },
      ),
      RUNS,
    );
  },
  TIMEOUT_MS,
);

function comparePlain(a: string, b: string): number {
  return compareValueKeys(plainKeyOf(a), plainKeyOf(b));
}

function expectOrder(texts: readonly string[], compare: (a: string, b: string) => number): void {
  for (let i = 1; i < texts.length; i++) expect(compare(texts[i - 1]!, texts[i]!)).toBeLessThanOrEqual(0);
}

test(
  'a sort gives the order of the values, with a limit the head of it',
  () => {
    fc.assert(
      fc.property(
        arbitraryStore,
        fc.constantFrom('size', 'user.id', 'level', '_msg', 'absent'),
        fc.boolean(),
        fc.integer({ min: 1, max: 8 }),
        ({ source }, field, descending, limit) => {
          const sort = { kind: 'sort', by: [{ field, descending }], descending: false, partitionBy: [] } as const;
          const sorted = (rows: number): ReturnType<typeof run> =>
            run(ALL, [{ ...sort, offset: 0, limit: rows, rankField: null }], source);
          expect(sorted(limit)).toEqual(sorted(1_000_000).slice(0, limit));
          const compare = descending ? (a: string, b: string) => compareValues(b, a) : compareValues;
          expectOrder(resultTexts(sorted(1_000_000), field), compare);
          expectOrder(resultTexts(sorted(0), field), descending ? (a, b) => comparePlain(b, a) : comparePlain);
        },
      ),
      RUNS,
    );
  },
  TIMEOUT_MS,
);

test(
  'values and their rows are counted as one by one, from directories, codes and texts alike',
  () => {
    fc.assert(
      fc.property(
        arbitraryStore,
        arbitraryFilter,
        fc.uniqueArray(fc.constantFrom('level', 'source', 'size', 'user.id', '_msg', 'absent'), {
          minLength: 1,
          maxLength: 3,
        }),
        ({ rows, source }, filter, by) => {
          const counts = new Map<string, number>();
          for (const row of expectedRows(rows, filter)) {
            const key = JSON.stringify(by.map((field) => textOfValue(row.fields[field])));
            counts.set(key, (counts.get(key) ?? 0) + 1);
          }
          const uniq: PipeNode = { kind: 'uniq', by, hitsField: 'hits', limit: 0 };
          expect(countsOf(run(filter, [uniq], source), by)).toEqual(counts);
          const behind: PipeNode = { kind: 'fields', fields: ['*'] };
          expect(countsOf(run(filter, [behind, uniq], source), by)).toEqual(counts);
          const top: PipeNode = { kind: 'top', limit: 2, by, hitsField: 'hits', rankField: null };
          const hits = run(filter, [top], source).map((row) => row.hits);
          expect(hits).toEqual([...counts.values()].sort((a, b) => b - a).slice(0, 2));
        },
      ),
      RUNS,
    );
  },
  TIMEOUT_MS,
);

function countsOf(rows: readonly ResultRow[], by: readonly string[]): Map<string, number> {
  return new Map(
    rows.map((row) => [JSON.stringify(by.map((field) => String(row[field] ?? ''))), Number(row.hits)] as const),
  );
}

test(
  'field names have the rows that have a value of the field',
  () => {
    fc.assert(
      fc.property(arbitraryStore, arbitraryFilter, ({ rows, source }, filter) => {
        const expected = new Map<string, number>();
        for (const { fields } of expectedRows(rows, filter)) {
          for (const [name, value] of Object.entries({ _time: 'x', ...fields })) {
            if (textOfValue(value) !== '') expected.set(name, (expected.get(name) ?? 0) + 1);
          }
        }
        const names = run(filter, [{ kind: 'field_names', resultField: 'name' }], source);
        expect(new Map(names.map(({ name, hits }) => [name, hits]))).toEqual(expected);
      }),
      RUNS,
    );
  },
  TIMEOUT_MS,
);

test('a query for the first rows reads only the blocks that can hold them', () => {
  let opened = 0;
  const blocks = Array.from({ length: 20 }, (_, i) => ({
    rowCount: 1,
    minTimeMs: i,
    maxTimeMs: i,
    deleted: null,
    fieldNames: ['_msg'],
    column: () => undefined,
    timeline: () => {
      opened++;
      return { ms: Float64Array.of(i), subMs: null, order: Uint32Array.of(0) };
    },
    sequenceOf: () => i,
    countByDirectory: () => undefined,
    mayMatch: () => true,
    valueCounts: () => undefined,
    typeOf: () => 'missing' as const,
    json: () => '{}',
  }));
  const source = { blocks: () => blocks };
  for (const query of ['* | limit 2', '* | sort by (_time desc) limit 2', '* | first 2 by (_time)']) {
    opened = 0;
    expect(rowsOf(query, source)).toHaveLength(2);
    expect(opened).toBeLessThan(14);
  }
});
