import { describe, expect, test } from 'vitest';
import { byteRangesOf } from '../columns/byte-ranges.ts';
import { encodeColumn } from '../columns/encode-column.ts';
import { RowIndex } from '../columns/row-index.ts';
import type { ValuePredicate } from '../columns/value-predicate.ts';
import { ColumnValues } from './column-values.ts';
import { equalityKey, keyOfNumber } from './equality-key.ts';
import { ExactIndex } from './exact-index.ts';

const index = new ExactIndex('id');

function build(rows: RowIndex, texts: readonly string[]): Uint8Array {
  return index.build(new ColumnValues(encodeColumn(rows, byteRangesOf(texts))));
}

const text = (...texts: string[]): ValuePredicate => {
  const wanted = new Set(texts);
  return { texts: wanted, test: (each) => wanted.has(each) };
};

describe('the exact index', () => {
  const ids = Array.from({ length: 8000 }, (_, i) => ((i % 4000) * 2654435761).toString(16).padStart(16, '0'));

  test('names the rows of a value and, but for a chance in thousands, no others', () => {
    const reader = index.open(build(RowIndex.dense(ids.length), ids), ids.length);
    let others = 0;
    for (let i = 0; i < 4000; i++) {
      const rows = [...reader.candidates(text(ids[i]!))!];
      expect(rows).toEqual(expect.arrayContaining([i, i + 4000]));
      others += rows.length - 2;
      others += reader.candidates(text(`${ids[i]}x`))!.length;
    }
    expect(others).toBeLessThan(16);
    expect([...reader.candidates(text(ids[7]!, ids[3]!, 'none'))!]).toEqual([3, 7, 4003, 4007]);
  });

  test('takes five bytes a row', () => {
    expect(build(RowIndex.dense(ids.length), ids).length).toBe(3 + 5 * ids.length);
  });

  test('knows nothing of other questions', () => {
    const reader = index.open(build(RowIndex.dense(2), ['a', 'b']), 2);
    expect(reader.candidates({ test: (each) => each < 'b' })).toBeUndefined();
    const range = { low: 1, high: 1, lowInclusive: true, highInclusive: true };
    expect(reader.candidates({ range, test: (each) => each === '1' || each === '1s' })).toBeUndefined();
  });

  test('finds a number in all its spellings, and tells neighbours beyond 2^53 apart', () => {
    const texts = ['5', '5.0', '50e-1', '-0', '9007199254740993', '9007199254740992', 'five'];
    const reader = index.open(build(RowIndex.dense(texts.length), texts), texts.length);
    const rowsOf = (number: number | bigint): number[] => [...reader.candidates({ number, test: () => true })!];
    expect(rowsOf(5)).toEqual([0, 1, 2]);
    expect(rowsOf(5n)).toEqual([0, 1, 2]);
    expect(rowsOf(0)).toEqual([3]);
    expect(rowsOf(9007199254740993n)).toEqual([4]);
    expect(rowsOf(2 ** 53)).toEqual([5]);
    expect([...reader.candidates(text('5.0'))!]).toEqual([0, 1, 2]);
  });

  test('refuses the bytes of another block', () => {
    const bytes = build(
      RowIndex.dense(300),
      Array.from({ length: 300 }, (_, i) => `v${i}`),
    );
    expect(() => index.open(bytes, 200)).toThrow('not one of its block');
    expect(() => index.open(bytes.subarray(0, 900), 300)).toThrow('end early');
  });
});

test('equal values have one key', () => {
  for (const [a, b] of [
    ['5', '5.00'],
    ['1e3', '1000'],
    ['-0', '0'],
    ['9007199254740993.0', '9007199254740992'],
    ['1e23', '99999999999999991611392'],
  ] as const)
    expect(equalityKey(a)).toBe(equalityKey(b));
  for (const word of ['', '05', '+5', '5 ', '1e400', '0x5', 'NaN', 'Infinity', '.5', '5.'])
    expect(equalityKey(word)).toBe(word);
  expect(keyOfNumber(1e300)).toBe(equalityKey('1e300'));
});
