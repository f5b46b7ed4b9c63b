import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bitmap, popCount } from './bitmap.ts';

const sizes = fc.oneof(fc.nat(200), fc.constantFrom(0, 1, 31, 32, 33, 63, 64, 65));

/** Two sets of rows below one size, and two rows of `[0, size]` in order. */
const cases = sizes.chain((size) => {
  const rows = size === 0 ? fc.constant([]) : fc.uniqueArray(fc.nat(size - 1), { maxLength: size });
  return fc.record({
    size: fc.constant(size),
    a: rows.map((list) => new Set(list)),
    b: rows.map((list) => new Set(list)),
    range: fc.tuple(fc.nat(size), fc.nat(size)).map(([x, y]): [number, number] => [Math.min(x, y), Math.max(x, y)]),
  });
});

const sorted = (rows: Iterable<number>): number[] => [...rows].sort((x, y) => x - y);
const upTo = (size: number): number[] => Array.from({ length: size }, (_, row) => row);

/** The rows, read bit by bit out of whole words, so that a bit beyond the size would be seen. */
function allBits(bitmap: Bitmap): number[] {
  return upTo(bitmap.words.length * 32).filter((row) => ((bitmap.words[row >>> 5]! >>> (row & 31)) & 1) === 1);
}

function property(
  check: (given: { size: number; a: Set<number>; b: Set<number>; range: [number, number] }) => void,
): void {
  fc.assert(fc.property(cases, check), { numRuns: 300 });
}

describe('Bitmap', () => {
  it('holds the rows that were set', () => {
    property(({ size, a }) => {
      const bitmap = Bitmap.of(size, a);
      expect(allBits(bitmap)).toEqual(sorted(a));
      expect(bitmap.toArray()).toEqual(sorted(a));
      expect(bitmap.count()).toBe(a.size);
      expect(bitmap.isEmpty()).toBe(a.size === 0);
      expect(bitmap.isFull()).toBe(a.size === size);
      expect(upTo(size).filter((row) => bitmap.has(row))).toEqual(sorted(a));
    });
  });

  it('combines as sets do', () => {
    property(({ size, a, b }) => {
      const make = (): Bitmap => Bitmap.of(size, a);
      const other = Bitmap.of(size, b);
      expect(allBits(make().and(other))).toEqual(sorted(a.intersection(b)));
      expect(allBits(make().or(other))).toEqual(sorted(a.union(b)));
      expect(allBits(make().andNot(other))).toEqual(sorted(a.difference(b)));
      expect(allBits(make().not())).toEqual(sorted(new Set(upTo(size)).difference(a)));
      expect(allBits(other)).toEqual(sorted(b));
      expect(allBits(Bitmap.full(size))).toEqual(upTo(size));
    });
  });

  it('returns itself from what changes it, and a copy from clone', () => {
    const bitmap = Bitmap.of(40, [1, 39]);
    const copy = bitmap.clone();
    expect(bitmap.and(Bitmap.full(40))).toBe(bitmap);
    expect(bitmap.or(copy).andNot(new Bitmap(40)).not().not()).toBe(bitmap);
    copy.clear(39);
    expect(bitmap.toArray()).toEqual([1, 39]);
    expect(copy.toArray()).toEqual([1]);
  });

  it('sets, clears and counts ranges', () => {
    property(({ size, a, range: [start, end] }) => {
      const bitmap = Bitmap.of(size, a);
      expect(bitmap.countRange(start, end)).toBe([...a].filter((row) => row >= start && row < end).length);
      bitmap.setRange(start, end);
      const expected = new Set([...a, ...upTo(size).slice(start, end)]);
      expect(allBits(bitmap)).toEqual(sorted(expected));
      for (const row of a) bitmap.clear(row);
      expect(allBits(bitmap)).toEqual(sorted(expected.difference(a)));
    });
  });

  it('finds the next row', () => {
    property(({ size, a, range: [from] }) => {
      const next = sorted(a).find((row) => row >= from) ?? -1;
      expect(Bitmap.of(size, a).next(from)).toBe(next);
      expect(Bitmap.of(size, a).next(size + 40)).toBe(-1);
    });
  });
});

it('popCount counts the set bits', () => {
  fc.assert(
    fc.property(fc.integer({ min: -(2 ** 31), max: 2 ** 32 - 1 }), (word) => {
      expect(popCount(word)).toBe((word >>> 0).toString(2).replaceAll('0', '').length);
    }),
  );
});
