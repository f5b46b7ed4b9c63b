import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatInstant } from '../entry/instant.ts';
import { InvalidArgumentError, LimitExceededError } from '../errors/engine-error.ts';
import type { FilterNode } from '../logsql/filter-node.ts';
import type { AggregateOptions } from './aggregate-options.ts';
import { type AggregateResult, aggregateRows } from './aggregate-rows.ts';
import { arbitraryFilter, arbitraryStore } from './arbitrary-rows.test-support.ts';
import {
  ALL_POWERS,
  ArrayBlock,
  ArrayBlockSource,
  NO_POWERS,
  type TestRow,
  textOfValue,
} from './array-block.test-support.ts';
import { rowPasses } from './filter-oracle.test-support.ts';
import { QueryContext } from './query-context.ts';
import { valueTotals } from './value-totals.ts';

const ALL: FilterNode = { kind: 'all' };
const START_MS = Date.UTC(2026, 2, 2, 14, 0);

const ROWS: readonly Omit<TestRow, 'sequence'>[] = [
  { ms: START_MS, fields: { level: 'ERROR', source: 'api', tags: ['a', 'b'], size: 1 } },
  { ms: START_MS + 60_000, fields: { level: 'ERROR', source: 'db', tags: ['a', 'a'], size: 12 } },
  { ms: START_MS + 299_999, fields: { level: 'INFO', source: 'api', size: -0.5 } },
  { ms: START_MS + 300_000, fields: { level: 'INFO', source: 'api', tags: [], size: 'large' } },
  { ms: START_MS + 900_000, fields: { level: 'ERROR', size: 10 } },
  { ms: START_MS + 900_000, fields: { level: 'ERROR', source: 'gone' }, deleted: true },
];

function source(powers = ALL_POWERS): ArrayBlockSource {
  const rows = ROWS.map((row, sequence) => ({ ...row, sequence }));
  return new ArrayBlockSource([new ArrayBlock(rows.slice(0, 4), powers), new ArrayBlock(rows.slice(4), powers)]);
}

function aggregate(options: AggregateOptions, node: FilterNode = ALL): AggregateResult {
  const results = [ALL_POWERS, NO_POWERS].map((powers) =>
    aggregateRows(source(powers), node, options, new QueryContext()),
  );
  expect(results[0]).toEqual(results[1]);
  return results[0]!;
}

describe('groupBy', () => {
  test('counts rows by the text of a field, rows without it under the empty text', () => {
    expect(aggregate({ groupBy: 'source' })).toEqual({ groupBy: { api: 3, db: 1, '': 1 } });
  });

  test('counts a row for each of its tags', () => {
    expect(aggregate({ groupBy: 'tags' })).toEqual({ groupBy: { a: 2, b: 1, '': 3 } });
  });

  test('counts combinations of fields under the JSON of their texts', () => {
    expect(aggregate({ groupBy: ['level', 'tags'] })).toEqual({
      groupBy: { '["ERROR","a"]': 2, '["ERROR","b"]': 1, '["INFO",""]': 2, '["ERROR",""]': 1 },
    });
  });

  test('counts only the rows that pass', () => {
    const node: FilterNode = { kind: 'level', names: ['error'] };
    expect(aggregate({ groupBy: 'source' }, node)).toEqual({ groupBy: { api: 1, db: 1, '': 1 } });
  });

  test('keeps a key named __proto__', () => {
    const block = new ArrayBlock([{ ms: 0, sequence: 0, fields: { source: '__proto__' } }]);
    const { groupBy } = aggregateRows(new ArrayBlockSource([block]), ALL, { groupBy: 'source' }, new QueryContext());
    expect(Object.entries(groupBy!)).toEqual([['__proto__', 1]]);
  });

  test('groups by the text of the time', () => {
    expect(aggregate({ groupBy: 'timestamp' }).groupBy).toMatchObject({ '2026-03-02T14:15:00Z': 1 });
  });
});

describe('histogram', () => {
  test('counts by intervals of time that are aligned to the epoch', () => {
    expect(aggregate({ histogram: { field: 'timestamp', interval: '5m' } })).toEqual({
      histogram: [
        { key: '2026-03-02T14:00:00Z', count: 3 },
        { key: '2026-03-02T14:05:00Z', count: 1 },
        { key: '2026-03-02T14:15:00Z', count: 1 },
      ],
    });
  });

  test('counts by the hour when no interval is given', () => {
    expect(aggregate({ histogram: '_time' })).toEqual({ histogram: [{ key: '2026-03-02T14:00:00Z', count: 5 }] });
  });

  test('counts by value without an interval, numbers in numeric order', () => {
    expect(aggregate({ histogram: 'size' }).histogram!.map(({ key }) => key)).toEqual([
      '-0.5',
      '1',
      '10',
      '12',
      'large',
    ]);
  });

  test('counts by intervals of a number', () => {
    expect(aggregate({ histogram: { field: 'size', interval: 10 } })).toEqual({
      histogram: [
        { key: -10, count: 1 },
        { key: 0, count: 1 },
        { key: 10, count: 2 },
      ],
    });
  });
});

describe('a histogram of time', () => {
  const MINUTE_MS = 60_000;
  const countsOf = (stepMs: number, subset: FilterNode): [key: string | number, count: number][] => {
    const rows = Array.from({ length: 2000 }, (_, i) => ({
      ms: START_MS + ((i * 7919) % 2000) * stepMs,
      sequence: i,
      fields: { source: i % 2 === 0 ? 'api' : 'db' },
    }));
    const blocks = new ArrayBlockSource([new ArrayBlock(rows)]);
    const options = { histogram: { field: 'timestamp', interval: '1m' } };
    return aggregateRows(blocks, subset, options, new QueryContext()).histogram!.map(({ key, count }) => [key, count]);
  };
  const keyOf = (ms: number): string => formatInstant({ ms, subMs: 0 });

  test('finds the ends of wide buckets in time order', () => {
    const minutes = Array.from({ length: 4 }, (_, i) => [keyOf(START_MS + i * MINUTE_MS), i < 3 ? 600 : 200]);
    expect(countsOf(100, ALL)).toEqual(minutes);
  });

  test('counts the selected rows of a block over many buckets', () => {
    const counts = countsOf(MINUTE_MS, { kind: 'exact', field: 'source', text: 'api' });
    expect(counts.length).toBe(1000);
    expect(counts.every(([, count]) => count === 1)).toBe(true);
  });

  test('counts rows that lie far apart', () => {
    const counts = countsOf(MINUTE_MS * 60, ALL);
    expect(counts.length).toBe(2000);
    expect(counts.at(-1)).toEqual([keyOf(START_MS + 1999 * MINUTE_MS * 60), 1]);
  });
});

describe('topN', () => {
  test('gives the most frequent values of the fields that were named, equal counts by value', () => {
    expect(aggregate({ topN: { source: 1, level: 5, tags: 5 } })).toEqual({
      topN: {
        source: [['api', 3]],
        level: [
          ['ERROR', 3],
          ['INFO', 2],
        ],
        tags: [
          ['a', 2],
          ['b', 1],
        ],
      },
    });
  });

  test('as a number is of the grouped fields, or else of level, source and tags', () => {
    expect(Object.keys(aggregate({ groupBy: 'source', topN: 1 }).topN!)).toEqual(['source']);
    expect(Object.keys(aggregate({ topN: 1 }).topN!)).toEqual(['level', 'source', 'tags']);
  });
});

test('wrong options are refused with what was expected', () => {
  const wrong: [unknown, string][] = [
    [{ groupby: 'level' }, 'unknown key groupby'],
    [{ groupBy: 7 }, 'groupBy must be'],
    [{ histogram: { field: 'timestamp', interval: 'soon' } }, 'histogram.interval'],
    [{ histogram: { field: 'timestamp', interval: 0 } }, 'histogram.interval'],
    [{ histogram: { field: 'size', interval: -1 } }, 'must be a positive number'],
    [{ histogram: {} }, 'histogram must be'],
    [{ topN: 0 }, 'topN must be'],
    [{ topN: { source: 1.5 } }, 'topN must be'],
  ];
  for (const [options, message] of wrong) {
    const run = (): unknown => aggregateRows(source(), ALL, options as AggregateOptions, new QueryContext());
    expect(run).toThrow(InvalidArgumentError);
    expect(run).toThrow(message);
  }
});

test('groups beyond the memory budget are refused', () => {
  const rows = Array.from({ length: 1000 }, (_, sequence) => ({ ms: 0, sequence, fields: { id: `n${sequence}` } }));
  const blocks = new ArrayBlockSource([new ArrayBlock(rows)]);
  const context = new QueryContext({ memoryBytesMax: 10_000 });
  expect(() => aggregateRows(blocks, ALL, { groupBy: 'id' }, context)).toThrow(LimitExceededError);
});

test('groups and intervals are those of a loop over an array, whatever the blocks can tell', () => {
  fc.assert(
    fc.property(
      arbitraryStore,
      arbitraryFilter,
      fc.constantFrom('level', 'source', 'tags', 'size', 'absent', '_msg'),
      fc.constantFrom(1, 3, 1000),
      (store, node, field, interval) => {
        const rows = store.rows.filter((row) => !row.deleted && rowPasses(row, node));
        const result = aggregateRows(
          store.source,
          node,
          { groupBy: [field, 'level'], histogram: { field: 'timestamp', interval }, topN: { [field]: 2 } },
          new QueryContext(),
        );
        const partsOf = (row: TestRow): readonly string[] => {
          if (field !== 'tags') return [textOfValue(row.fields[field])];
          const tags = new Set((row.fields.tags ?? []) as string[]);
          return tags.size === 0 ? [''] : [...tags];
        };
        const pairs = rows.flatMap((row) =>
          partsOf(row).map((part) => JSON.stringify([part, textOfValue(row.fields.level)])),
        );
        expect(result.groupBy).toEqual(tally(pairs));
        const starts = rows.map((row) => Math.floor(row.ms / interval) * interval).sort((a, b) => a - b);
        const buckets = Object.entries(tally(starts.map((ms) => formatInstant({ ms, subMs: 0 }))));
        expect(result.histogram!.map(({ key, count }) => [key, count])).toEqual(buckets);
        const values = Object.entries(tally(rows.flatMap(partsOf))).filter(([text]) => text !== '');
        const top = values.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, 2);
        expect(result.topN![field]).toEqual(top);
      },
    ),
    { numRuns: 1000 },
  );
}, 60_000);

test('totals are of all rows that are not deleted', () => {
  fc.assert(
    fc.property(arbitraryStore, fc.constantFrom('level', 'size', 'absent'), (store, field) => {
      const rows = store.rows.filter((row) => !row.deleted);
      const expected = tally(rows.map((row) => textOfValue(row.fields[field])));
      expect(Object.fromEntries(valueTotals(store.source, field, new QueryContext()))).toEqual(expected);
    }),
  );
});

function tally(keys: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return Object.fromEntries(counts);
}
