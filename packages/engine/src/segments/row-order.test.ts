import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RowOrder, timeOrder } from './row-order.ts';

const times = fc.array(
  fc.record({
    ms: fc.oneof(fc.nat(4), fc.constantFrom(-8.64e15, 8.64e15, -1)),
    subMs: fc.constantFrom(0, 0, 1, 999_999),
  }),
  { maxLength: 60 },
);

/** Rows as they come: a few runs in order, one after the other. */
const runs = fc
  .array(
    times.map((run) => run.toSorted((a, b) => a.ms - b.ms || a.subMs - b.subMs)),
    { maxLength: 5 },
  )
  .map((each) => each.flat());

describe('the order of times', () => {
  test('is that of a stable sort, or null where that changes nothing', () => {
    fc.assert(
      fc.property(fc.oneof(times, runs), (rows) => {
        const expected = rows
          .map((_, i) => i)
          .sort((a, b) => rows[a]!.ms - rows[b]!.ms || rows[a]!.subMs - rows[b]!.subMs);
        const ms = Float64Array.from(rows, (row) => row.ms);
        const subMs = Int32Array.from(rows, (row) => row.subMs);
        const order = timeOrder(ms, subMs, rows.length);
        const isSorted = expected.every((row, i) => row === i);
        expect(order === null ? null : Array.from(order)).toEqual(isSorted ? null : expected);
      }),
      { numRuns: 500 },
    );
  });

  test('takes descending times and one row', () => {
    const count = 1000;
    const falling = Float64Array.from({ length: count }, (_, i) => -i);
    expect(timeOrder(falling, new Int32Array(count), count)).toEqual(
      Uint32Array.from(falling, (_, i) => count - 1 - i),
    );
    expect(timeOrder(Float64Array.of(5), Int32Array.of(0), 1)).toBeNull();
  });
});

test('rows stand cluster by cluster, each cluster in the order of time', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(6), { maxLength: 80 }), (clusters) => {
      const { byTime } = new RowOrder(Uint32Array.from(clusters), 7);
      const positions = clusters.map((_, i) => i).sort((a, b) => clusters[a]! - clusters[b]!);
      const expected = new Array<number>(clusters.length);
      for (const [stored, position] of positions.entries()) expected[position] = stored;
      expect(Array.from(byTime)).toEqual(expected);
    }),
  );
});
