import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDurationNs } from '../logsql/duration.ts';
import { formatDuration } from './format-duration.ts';

test.each([
  [0n, '0'],
  [1n, '1ns'],
  [1_500_042n, '1ms500µs42ns'],
  [1_000_000_000n, '1s'],
  [-61_000_000_000n, '-1m1s'],
  [788_645_678_000_000n, '1w2d3h4m5.678s'],
  [60_000_000_001n, '1m1ns'],
])('%s ns are %s', (ns, text) => {
  expect(formatDuration(ns)).toBe(text);
});

test('LogsQL reads a duration as it was, but for a nanosecond of fractions that no double is', () => {
  const duration = fc.oneof(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.bigInt({ min: -2000n, max: 2000n }));
  fc.assert(
    fc.property(
      duration.filter((ns) => ns !== 0n),
      (ns) => {
        const read = Number(parseDurationNs(formatDuration(ns))! - ns);
        expect(Math.abs(read)).toBeLessThanOrEqual(formatDuration(ns).includes('.') ? 1 : 0);
      },
    ),
  );
});
