import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryQueryFilter, arbitraryStore } from './arbitrary-rows.test-support.ts';
import { bindFilter } from './filter-registry.ts';

test('a block that a filter excludes is counted as 0, one that it covers by its rows', () => {
  const seen = { none: 0, all: 0 };
  fc.assert(
    fc.property(arbitraryStore, arbitraryQueryFilter, ({ source }, node) => {
      const filter = bindFilter(node);
      for (const block of source.all) {
        const decision = filter.decide(block);
        if (decision === 'some') continue;
        seen[decision]++;
        expect(filter.count(block) ?? 'unknown').toBe(decision === 'none' ? 0 : block.rowCount);
      }
    }),
    { numRuns: 1500 },
  );
  expect(Math.min(seen.none, seen.all)).toBeGreaterThan(100);
}, 60_000);
