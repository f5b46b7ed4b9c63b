import { expect, it } from 'vitest';
import { inSlices } from './in-slices.ts';

it('goes through all of a range once, in order', () => {
  for (const count of [0, 1, 255, 256, 257, 10_000]) {
    const seen: number[] = [];
    inSlices(count, (from, to) => {
      expect(to).toBeGreaterThan(from);
      for (let i = from; i < to; i++) seen.push(i);
    });
    expect(seen).toEqual(Array.from({ length: count }, (_, i) => i));
  }
});
