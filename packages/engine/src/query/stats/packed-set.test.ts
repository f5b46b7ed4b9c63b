import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GroupNumbers } from './group-numbers.ts';
import { PackedSet } from './packed-set.ts';

const GROUPS = 3;

/** Few different values, so that many come again; runs of them, so that partitions grow. */
const value = fc.oneof(fc.nat(5), fc.nat(50_000));
const entries = fc.array(fc.tuple(fc.nat(GROUPS - 1), value), { maxLength: 600 });
type Entries = readonly (readonly [group: number, value: number])[];

function setOf(entries: Entries): PackedSet {
  const set = new PackedSet();
  for (const [group, each] of entries) set.add(group, each, each >>> 3, 7, 0);
  return set;
}

function countsOf(set: PackedSet): readonly number[] {
  const counts = new GroupNumbers();
  counts.grow(GROUPS);
  set.countInto(counts);
  return [...counts.values.subarray(0, GROUPS)];
}

function countsByDefinition(entries: Entries): readonly number[] {
  return Array.from({ length: GROUPS }, (_, group) => {
    return new Set(entries.filter((entry) => entry[0] === group).map((entry) => entry[1])).size;
  });
}

test('counts each value of a group once, of sets that were merged and saved too', () => {
  fc.assert(
    fc.property(entries, entries, entries, fc.constantFrom([0, 1, 2], [2, 0, 1]), (own, added, later, groups) => {
      const other = new PackedSet();
      other.load(structuredClone(setOf(added).save()));
      const set = setOf(own);
      set.merge(other, Uint32Array.from(groups));
      for (const [group, each] of later) set.add(group, each, each >>> 3, 7, 0);
      const all = [...own, ...added.map(([group, each]) => [groups[group]!, each] as const), ...later];
      expect(countsOf(set)).toEqual(countsByDefinition(all));
      expect(set.countMin).toBeLessThanOrEqual(countsByDefinition(all).reduce((a, b) => a + b));
    }),
  );
});
