import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ColumnCache, type Evictable } from './column-cache.ts';

class Entry implements Evictable {
  readonly memoryBytes: number;
  readonly isBulky: boolean;
  evictions = 0;

  constructor(memoryBytes: number, isBulky = false) {
    this.memoryBytes = memoryBytes;
    this.isBulky = isBulky;
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

  test('lets bulky entries go before others as long as they take more than a quarter', () => {
    const cache = new ColumnCache(100);
    const small = Array.from({ length: 7 }, () => new Entry(10));
    const bulky = Array.from({ length: 7 }, () => new Entry(25, true));
    for (let i = 0; i < 7; i++) {
      cache.touch(bulky[i]!);
      cache.touch(small[i]!);
    }
    expect(small.map(({ evictions }) => evictions)).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(bulky.map(({ evictions }) => evictions)).toEqual([1, 1, 1, 1, 1, 1, 0]);
    cache.touch(new Entry(10));
    expect([small[0]!.evictions, bulky[6]!.evictions, cache.memoryBytes]).toEqual([1, 0, 95]);
  });

  test('is never above its budget but for the entry in use', () => {
    const entry = fc.record({ bytes: fc.nat(60), isBulky: fc.boolean() });
    fc.assert(
      fc.property(fc.array(entry), fc.nat(150), (given, budget) => {
        const cache = new ColumnCache(budget);
        const entries = given.map(({ bytes, isBulky }) => new Entry(bytes, isBulky));
        for (const used of entries) {
          cache.touch(used);
          expect(used.evictions).toBe(0);
          expect(cache.memoryBytes).toBeLessThanOrEqual(Math.max(budget, used.memoryBytes));
          const kept = entries.slice(0, entries.indexOf(used) + 1).filter(({ evictions }) => evictions === 0);
          expect(cache.memoryBytes).toBe(kept.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0));
        }
      }),
    );
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
