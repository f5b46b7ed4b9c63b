import { describe, expect, test } from 'vitest';
import type { FilterNode } from '../logsql/filter-node.ts';
import { ArrayBlock, ArrayBlockSource, type TestRow } from './array-block.test-support.ts';
import { QueryContext } from './query-context.ts';
import { type SelectOptions, selectRows } from './select-rows.ts';

const ALL: FilterNode = { kind: 'all' };

function sourceOf(...blocks: readonly (readonly TestRow[])[]): ArrayBlockSource {
  return new ArrayBlockSource(blocks.map((rows) => new ArrayBlock(rows)));
}

function sequences(source: ArrayBlockSource, options: SelectOptions, node: FilterNode = ALL): number[] {
  return selectRows(source, node, options, new QueryContext()).map(({ block, row }) => block.sequenceOf(row));
}

describe('time order', () => {
  const overlapping = sourceOf(
    [
      { ms: 10, sequence: 4, fields: {} },
      { ms: 30, sequence: 1, fields: {} },
      { ms: 20, subMs: 5, sequence: 2, fields: {} },
    ],
    [
      { ms: 20, subMs: 4, sequence: 3, fields: {} },
      { ms: 30, sequence: 0, fields: {} },
      { ms: 40, sequence: 5, fields: {} },
    ],
  );

  test('is by time, then by sequence, over all blocks', () => {
    expect(sequences(overlapping, {})).toEqual([4, 3, 2, 0, 1, 5]);
  });

  test('descending is the exact reverse', () => {
    expect(sequences(overlapping, { descending: true })).toEqual([5, 1, 0, 2, 3, 4]);
  });

  test('pages are cut out of the whole', () => {
    expect(sequences(overlapping, { offset: 2, limit: 2 })).toEqual([2, 0]);
    expect(sequences(overlapping, { offset: 5, limit: 2 })).toEqual([5]);
    expect(sequences(overlapping, { offset: 6, limit: 2 })).toEqual([]);
    expect(sequences(overlapping, { limit: 0 })).toEqual([]);
  });
});

describe('a limited query in time order', () => {
  const hours = Array.from({ length: 10 }, (_, hour) =>
    Array.from({ length: 5 }, (_, i) => ({ ms: hour * 100 + i, sequence: hour * 5 + i, fields: { level: 'ERROR' } })),
  );
  const error: FilterNode = { kind: 'level', names: ['error'] };
  const isRead = (source: ArrayBlockSource): boolean[] => source.all.map((block) => block.columnReads > 0);
  const blind = (): ArrayBlockSource => sourceOf(...hours);

  test('reads only the newest blocks for the newest rows', () => {
    const source = blind();
    expect(sequences(source, { descending: true, limit: 7 }, error)).toEqual([49, 48, 47, 46, 45, 44, 43]);
    expect(isRead(source)).toEqual([...Array(8).fill(false), true, true]);
  });

  test('reads only the oldest blocks for the oldest rows', () => {
    const source = blind();
    expect(sequences(source, { limit: 5 }, error)).toEqual([0, 1, 2, 3, 4]);
    expect(isRead(source)).toEqual([true, ...Array(9).fill(false)]);
  });

  test('reads on while a block may hold rows of the same millisecond', () => {
    const source = sourceOf(
      [{ ms: 5, subMs: 1, sequence: 0, fields: { level: 'ERROR' } }],
      [{ ms: 5, subMs: 2, sequence: 1, fields: { level: 'ERROR' } }],
    );
    expect(sequences(source, { descending: true, limit: 1 }, error)).toEqual([1]);
  });
});

describe('order by a field', () => {
  const source = sourceOf(
    [
      { ms: 1, sequence: 0, fields: { size: 10, level: 'ERROR' } },
      { ms: 2, sequence: 1, fields: { size: 9, level: 'debug' } },
      { ms: 3, sequence: 2, fields: { size: 'b' } },
    ],
    [
      { ms: 1, sequence: 3, fields: { size: 10, level: 'WARN' } },
      { ms: 2, sequence: 4, fields: { size: 'B', level: 'INFO' } },
      { ms: 3, sequence: 5, fields: { level: 'FATAL' } },
    ],
  );

  test('has numbers by size, texts by code unit, then the rows without it', () => {
    expect(sequences(source, { sortBy: 'size' })).toEqual([1, 0, 3, 4, 2, 5]);
  });

  test('descending keeps the rows without it last', () => {
    expect(sequences(source, { sortBy: 'size', descending: true })).toEqual([2, 4, 3, 0, 1, 5]);
  });

  test('severityScore is by how grave the level is, unknown and missing ones as INFO', () => {
    expect(sequences(source, { sortBy: 'severityScore' })).toEqual([1, 4, 2, 3, 0, 5]);
  });

  test('keeps only the window of many rows', () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => ({ ms: i, sequence: i, fields: { n: (i * 7919) % 20_011 } }));
    const blocks = sourceOf(rows.slice(0, 7000), rows.slice(7000, 14_000), rows.slice(14_000));
    const expected = rows.toSorted((a, b) => b.fields.n - a.fields.n).map((row) => row.sequence);
    expect(sequences(blocks, { sortBy: 'n', descending: true, offset: 10, limit: 20 })).toEqual(expected.slice(10, 30));
  });
});
