import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ColumnCache, type Evictable } from './column-cache.ts';

class Entry implements Evictable {
  readonly memoryBytes: number;
  evictions = 0;

  constructor(memoryBytes: number) {
    this.memoryBytes = memoryBytes;
  }

  evict(): void {
    this.evictions++;
  }
}

describe('the cache', () => {
  test('keeps what was used last, within its budget', () => {
    const cache = new ColumnCache(100);
    const [a, b, c] = [new Entry(40), new Entry(40), new Entry(40)];
    cache.touch(a);
    cache.touch(b);
    cache.touch(a);
    cache.touch(c);
    expect([a, b, c].map(({ evictions }) => evictions)).toEqual([0, 1, 0]);
    expect(cache.memoryBytes).toBe(80);
    cache.remove(a);
    cache.remove(a);
    expect([a.evictions, cache.memoryBytes]).toEqual([0, 40]);
  });

  test('keeps the entry in use even where it alone is over the budget', () => {
    const cache = new ColumnCache(10);
    const [small, large] = [new Entry(5), new Entry(1000)];
    cache.touch(small);
    cache.touch(large);
    expect([small.evictions, large.evictions, cache.memoryBytes]).toEqual([1, 0, 1000]);
    cache.touch(small);
    expect([large.evictions, cache.memoryBytes]).toEqual([1, 5]);
  });

  test('does as a list in the order of use', () => {
    const step = fc.tuple(fc.constantFrom('touch', 'touch', 'touch', 'remove'), fc.nat(7));
    fc.assert(
      fc.property(
        fc.array(fc.nat(50), { minLength: 8, maxLength: 8 }),
        fc.nat(150),
        fc.array(step),
        (sizes, budget, steps) => {
          const entries = sizes.map((size) => new Entry(size));
          const evicted = sizes.map(() => 0);
          let list: number[] = [];
          const used = (): number => list.reduce((sum, entry) => sum + sizes[entry]!, 0);
          const cache = new ColumnCache(budget);
          for (const [kind, entry] of steps) {
            const isNew = !list.includes(entry);
            list = list.filter((each) => each !== entry);
            if (kind === 'remove') cache.remove(entries[entry]!);
            else {
              cache.touch(entries[entry]!);
              list.push(entry);
              while (isNew && used() > budget && list.length > 1) evicted[list.shift()!]!++;
            }
            expect(cache.memoryBytes).toBe(used());
            expect(entries.map(({ evictions }) => evictions)).toEqual(evicted);
          }
        },
      ),
    );
  });
});
