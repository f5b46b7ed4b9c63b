import { expect, test } from 'vitest';
import { durationArgumentMs } from './duration-argument.ts';

test.each([
  ['1h', 3_600_000],
  ['1h30m', 5_400_000],
  ['1.5d', 129_600_000],
  ['2.s', 2000],
  ['1H', 3_600_000],
  ['5MS', 5],
  ['0.5ms', 0],
  ['-5m', -300_000],
  ['-1h5m', -3_900_000],
  ['1h-5m', 3_300_000],
  ['60', 60_000],
  ['3600.5', 3_600_500],
  ['-1e3', -1_000_000],
  ['1w2d', 777_600_000],
  ['1e300', Number.MAX_SAFE_INTEGER],
  ['-999999999999y', -Number.MAX_SAFE_INTEGER],
])('%s is %d ms', (text, ms) => {
  expect(durationArgumentMs(text)).toBe(ms);
});

test.each(['', '-', 'abc', '5M', '1 h', ' 1h', '.5h', '1e5s', '1ns', '1µs', '1_000s', '0x10', 'NaN', '1week', '1h;'])(
  '%j is no duration',
  (text) => {
    expect(durationArgumentMs(text)).toBeUndefined();
  },
);
