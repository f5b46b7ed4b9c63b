import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatInstant, INSTANT_MS_MAX } from './instant.ts';
import { formatInstants } from './instant-texts.ts';

const instants = fc.record({
  ms: fc.oneof(
    fc.integer({ min: -INSTANT_MS_MAX, max: INSTANT_MS_MAX }),
    fc.integer({ min: 1_700_000_000_000, max: 1_800_000_000_000 }),
    fc.nat(5000).map((second) => second * 1000),
  ),
  subMs: fc.oneof(
    fc.constant(0),
    fc.nat(999_999),
    fc.nat(9).map((digit) => digit * 100_000),
  ),
});

it('gives the texts of formatInstant', () => {
  fc.assert(
    fc.property(fc.array(instants, { maxLength: 40 }), (list) => {
      const ms = Float64Array.from(list, (instant) => instant.ms);
      const subMs = Uint32Array.from(list, (instant) => instant.subMs);
      expect(formatInstants(ms, subMs)).toEqual(list.map(formatInstant));
      expect(formatInstants(ms, null)).toEqual(list.map((instant) => formatInstant({ ...instant, subMs: 0 })));
    }),
  );
});

it('gives no text for what is no time, and texts beyond the length of a pack', () => {
  const ms = Float64Array.from({ length: 5000 }, (_, i) => (i % 3 === 0 ? Number.NaN : i * 777));
  expect(formatInstants(ms, null)).toEqual(
    Array.from(ms, (each) => (Number.isNaN(each) ? '' : formatInstant({ ms: each, subMs: 0 }))),
  );
});
