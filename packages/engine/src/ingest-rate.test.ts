import { expect, test } from 'vitest';
import { IngestRate } from './ingest-rate.ts';

test('the rate is that of the last minute, by whatever clock', () => {
  const rate = new IngestRate();
  expect(rate.perSecond(0)).toBe(0);
  rate.add(60, -1);
  rate.add(60, 500);
  rate.add(120, 1_000);
  expect(rate.perSecond(1_999)).toBe(4);
  expect(rate.perSecond(58_999)).toBe(4);
  expect(rate.perSecond(59_000)).toBe(3);
  expect(rate.perSecond(60_000)).toBe(2);
  expect(rate.perSecond(61_000)).toBe(0);
  rate.add(6, 61_000);
  expect(rate.perSecond(61_000)).toBe(0.1);
  // A clock that is set back sees nothing from its future.
  expect(rate.perSecond(1_000)).toBe(2);
});
