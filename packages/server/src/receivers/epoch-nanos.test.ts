import fc from 'fast-check';
import { parseTimestamp } from 'log-analytics-engine';
import { expect, test } from 'vitest';
import { splitDigits, splitMs, splitNanos } from './epoch-nanos.ts';

const out = { seconds: 0, nanos: 0 };
const instant = (): object => ({ ms: out.seconds * 1000 + Math.floor(out.nanos / 1e6), subMs: out.nanos % 1e6 });

test('nanoseconds of 64 bits are taken apart exactly', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (ns) => {
      splitNanos(Number(ns & 0xffff_ffffn), Number(ns >> 32n), out);
      expect([BigInt(out.seconds), BigInt(out.nanos)]).toEqual([ns / 1_000_000_000n, ns % 1_000_000_000n]);
    }),
    { numRuns: 1000 },
  );
});

test('digits mean what the engine takes them for', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 19n), max: 10n ** 19n }), fc.nat(19), (digits, cut) => {
      const text = String(digits / 10n ** BigInt(cut));
      expect(splitDigits(text, out)).toBe(true);
      expect(instant()).toEqual(parseTimestamp(text));
    }),
    { numRuns: 1000 },
  );
  for (const text of ['', ' 1', '1.5', '1e3', '0x1', '12345678901234567890123'])
    expect(splitDigits(text, out)).toBe(false);
});

test('milliseconds, also before 1970 and with a fraction', () => {
  splitMs(-1, out);
  expect(out).toEqual({ seconds: -1, nanos: 999_000_000 });
  splitMs(1234.9, out);
  expect(out).toEqual({ seconds: 1, nanos: 234_000_000 });
});
