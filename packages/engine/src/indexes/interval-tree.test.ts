import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidArgumentError } from '../errors/engine-error.ts';
import { IntervalTree } from './interval-tree.ts';

describe('IntervalTree', () => {
  it('finds what shares a point, ends included', () => {
    const tree = new IntervalTree<number, string>();
    tree.insert(0, 10, 'a');
    tree.insert(8, 20, 'b');
    tree.insert(30, 30, 'point');
    expect(tree.overlapping(10, 12)).toEqual(['a', 'b']);
    expect(tree.overlapping(20, 30)).toEqual(['b', 'point']);
    expect(tree.overlapping(21, 29)).toEqual([]);
    expect(tree.overlapping(12, 10)).toEqual([]);
    expect([tree.min(), tree.max(), tree.size]).toEqual([0, 30, 3]);
  });

  it('deletes an interval, or one of its values', () => {
    const tree = new IntervalTree<number, string>();
    tree.insert(1, 2, 'a');
    tree.insert(1, 2, 'b');
    tree.insert(1, 3, 'c');
    expect(tree.delete(1, 2, 'b')).toBe(true);
    expect(tree.delete(1, 2, 'b')).toBe(false);
    expect(tree.overlapping(0, 9)).toEqual(['a', 'c']);
    expect(tree.delete(1, 3)).toBe(true);
    expect(tree.delete(1, 3)).toBe(false);
    expect([tree.size, tree.max()]).toEqual([1, 2]);
  });

  it('refuses an interval that ends before it begins', () => {
    expect(() => new IntervalTree<bigint, string>().insert(2n, 1n, 'x')).toThrow(InvalidArgumentError);
  });

  it('takes bigint ends and stays flat under 100,000 ascending insertions', () => {
    const tree = new IntervalTree<bigint, number>();
    for (let i = 0; i < 100_000; i++) tree.insert(BigInt(i), BigInt(i + 1), i);
    expect(tree.height).toBeLessThanOrEqual(24);
    expect(tree.overlapping(500n, 501n)).toEqual([499, 500, 501]);
  });

  it('behaves as a filtered array under random insertions and deletions', () => {
    const interval = fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 8 }));
    const step = fc.record({ interval, isDeletion: fc.boolean(), isOfValue: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), interval, (steps, [from, length]) => {
        const tree = new IntervalTree<number, number>();
        let rows: { low: number; high: number; value: number }[] = [];
        steps.forEach(({ interval: [low, span], isDeletion, isOfValue }, value) => {
          const high = low + span;
          const same = rows.filter((row) => row.low === low && row.high === high);
          if (!isDeletion) {
            tree.insert(low, high, value);
            rows.push({ low, high, value });
          } else if (isOfValue) {
            const last = same.at(-1);
            expect(tree.delete(low, high, last?.value ?? -1)).toBe(last !== undefined);
            rows = rows.filter((row) => row !== last);
          } else {
            expect(tree.delete(low, high)).toBe(same.length > 0);
            rows = rows.filter((row) => !same.includes(row));
          }
        });
        rows.sort((a, b) => a.low - b.low || a.high - b.high || a.value - b.value);
        const to = from + length;
        expect(tree.overlapping(from, to)).toEqual(
          rows.filter((row) => row.low <= to && row.high >= from).map((row) => row.value),
        );
        expect(tree.size).toBe(rows.length);
        expect(tree.min()).toBe(rows[0]?.low);
        expect(tree.max()).toBe(rows.length === 0 ? undefined : Math.max(...rows.map((row) => row.high)));
      }),
      { numRuns: 400 },
    );
  });
});
