import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidArgumentError } from '../errors/engine-error.ts';
import { AvlTree } from './avl-tree.ts';

/** The height that an AVL tree of so many nodes cannot exceed. */
function heightBound(nodes: number): number {
  return Math.floor(1.4405 * Math.log2(nodes + 2) - 0.3277);
}

describe('AvlTree', () => {
  it('keeps keys sorted and finds them', () => {
    const tree = new AvlTree<number, string>();
    for (const [key, value] of [
      [5, 'five'],
      [3, 'three'],
      [9, 'nine'],
      [7, 'seven'],
    ] as const)
      tree.insert(key, value);
    expect([...tree.inorder()]).toEqual([
      [3, 'three'],
      [5, 'five'],
      [7, 'seven'],
      [9, 'nine'],
    ]);
    expect([...tree]).toEqual([...tree.inorder()]);
    expect(tree.search(7)).toBe('seven');
    expect(tree.search(8)).toBeUndefined();
    expect(tree.rangeQuery(4, 7)).toEqual(['five', 'seven']);
    expect(tree.rangeQuery(7, 4)).toEqual([]);
    expect([tree.min(), tree.max(), tree.size, tree.height]).toEqual([3, 9, 4, 3]);
  });

  it('is a sorted set when no values are given', () => {
    const tree = new AvlTree<string>();
    for (const key of ['b', 'a', 'c']) tree.insert(key);
    expect(tree.rangeQuery('a', 'b')).toEqual(['a', 'b']);
    expect(tree.has('c')).toBe(true);
  });

  it('keeps the values of one key in the order of insertion', () => {
    const tree = new AvlTree<number, string>();
    for (const value of ['first', 'second', 'third']) tree.insert(1, value);
    expect(tree.search(1)).toBe('first');
    expect(tree.searchAll(1)).toEqual(['first', 'second', 'third']);
    expect(tree.deleteValue(1, 'second')).toBe(true);
    expect(tree.deleteValue(1, 'second')).toBe(false);
    expect(tree.rangeQuery(1, 1)).toEqual(['first', 'third']);
    expect(tree.size).toBe(2);
    expect(tree.delete(1)).toBe(true);
    expect([tree.size, tree.height, tree.min()]).toEqual([0, 0, undefined]);
  });

  it('distinguishes a missing key from one whose value is undefined', () => {
    const tree = new AvlTree<number, undefined>();
    tree.insert(1, undefined);
    expect(tree.has(1)).toBe(true);
    expect(tree.has(2)).toBe(false);
  });

  it('takes a compare function', () => {
    const tree = new AvlTree<{ name: string }, number>((a, b) => b.name.localeCompare(a.name, 'en'));
    tree.insert({ name: 'a' }, 1);
    tree.insert({ name: 'b' }, 2);
    expect([...tree].map(([, value]) => value)).toEqual([2, 1]);
  });

  it('orders dates, bigints beside numbers, and booleans', () => {
    const dates = new AvlTree<Date, string>();
    dates.insert(new Date(2), 'later');
    dates.insert(new Date(1), 'sooner');
    expect(dates.search(new Date(2))).toBe('later');
    const numbers = new AvlTree<number | bigint, string>();
    numbers.insert(2n ** 60n, 'big');
    numbers.insert(1, 'one');
    expect(numbers.search(1n)).toBe('one');
    expect(numbers.rangeQuery(0, 2)).toEqual(['one']);
  });

  it.each([
    ['NaN', Number.NaN, 1],
    ['an invalid date', new Date(Number.NaN), new Date(1)],
    ['objects', {}, {}],
    ['a string beside a number', '5', 6],
    ['null', null, 1],
    ['symbols', Symbol('a'), Symbol('b')],
  ])('refuses %s in natural order, even as the first key', (_, first, second) => {
    const tree = new AvlTree<unknown>();
    expect(() => {
      tree.insert(first);
      tree.insert(second);
    }).toThrow(InvalidArgumentError);
    expect(tree.size).toBeLessThan(2);
  });

  it.each([
    ['ascending', (i: number) => i],
    ['descending', (i: number) => -i],
  ])('stays balanced under 100,000 %s insertions', (_, keyOf) => {
    const tree = new AvlTree<number>();
    for (let i = 0; i < 100_000; i++) tree.insert(keyOf(i));
    expect(tree.size).toBe(100_000);
    expect(tree.height).toBeLessThanOrEqual(heightBound(100_000));
    let previous = Number.NEGATIVE_INFINITY;
    for (const [key] of tree) {
      expect(key > previous).toBe(true);
      previous = key;
    }
  });

  it('behaves as a sorted array under random insertions and deletions', () => {
    const key = fc.integer({ min: -20, max: 20 });
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('insert' as const), key }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), key }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('deleteValue' as const), key }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), key, key, (steps, low, high) => {
        const tree = new AvlTree<number, number>();
        let rows: [number, number][] = [];
        steps.forEach((current, sequence) => {
          const first = rows.find(([rowKey]) => rowKey === current.key);
          if (current.kind === 'insert') {
            tree.insert(current.key, sequence);
            rows.push([current.key, sequence]);
          } else if (current.kind === 'delete') {
            expect(tree.delete(current.key)).toBe(first !== undefined);
            rows = rows.filter(([rowKey]) => rowKey !== current.key);
          } else {
            expect(tree.deleteValue(current.key, first?.[1] ?? -1)).toBe(first !== undefined);
            rows = rows.filter((row) => row !== first);
          }
          rows.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
          expect(tree.height).toBeLessThanOrEqual(heightBound(new Set(rows.map(([rowKey]) => rowKey)).size));
        });
        expect([...tree]).toEqual(rows);
        expect(tree.size).toBe(rows.length);
        expect(tree.rangeQuery(low, high)).toEqual(
          rows.filter(([rowKey]) => rowKey >= low && rowKey <= high).map(([, value]) => value),
        );
        expect(tree.searchAll(low)).toEqual(rows.filter(([rowKey]) => rowKey === low).map(([, value]) => value));
        expect([tree.min(), tree.max()]).toEqual([rows[0]?.[0], rows.at(-1)?.[0]]);
      }),
      { numRuns: 300 },
    );
  });
});
