import { expect, test } from 'vitest';
import { parseUnixTimeNs } from './unix-time.ts';

test.each([
  ['0', 0n],
  ['1717328141', 1_717_328_141_000_000_000n],
  ['1717328141.25', 1_717_328_141_250_000_000n],
  ['1717328141123', 1_717_328_141_123_000_000n],
  ['1717328141123456', 1_717_328_141_123_456_000n],
  ['1717328141123456789', 1_717_328_141_123_456_789n],
  ['1.717328141e9', 1_717_328_141_000_000_000n],
  ['-1.5', -1_500_000_000n],
])('%s is a time', (text, ns) => {
  expect(parseUnixTimeNs(text)).toBe(ns);
});

test.each(['', 'x', '1e', '1e-3', '99999999999999999999', '1.5e0.5', '1 '])('%j is none', (text) => {
  expect(parseUnixTimeNs(text)).toBeUndefined();
});
