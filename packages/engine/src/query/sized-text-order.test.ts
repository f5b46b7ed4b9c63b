import { expect, test } from 'vitest';
import { compareSizedTexts } from './sized-text-order.ts';

test('shorter texts come first, and of those of one length the bytes decide', () => {
  const ordered = [[''], ['b'], ['c'], ['aa'], ['é'], ['a'.repeat(127)], ['a'.repeat(256)], ['a'.repeat(128)]];
  // The length 128 is written as 128, 1 and 256 as 128, 2; 127 as 127.
  const byBytes = [...ordered.slice(0, 6), ordered[7]!, ordered[6]!];
  expect(ordered.toReversed().sort(compareSizedTexts)).toEqual(byBytes);
  expect(compareSizedTexts(['a', 'bb'], ['a', 'c'])).toBeGreaterThan(0);
  expect(compareSizedTexts(['a', 'b'], ['a', 'b'])).toBe(0);
});

test('lengths are compared as bytes, the lowest first', () => {
  expect(compareSizedTexts(['a'.repeat(256)], ['a'.repeat(129)])).toBeLessThan(0);
});
