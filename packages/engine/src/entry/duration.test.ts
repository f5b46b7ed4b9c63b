import { describe, expect, it } from 'vitest';
import { InvalidArgumentError } from '../errors/engine-error.ts';
import { parseDuration, requireDuration } from './duration.ts';

describe('parseDuration', () => {
  it.each([
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['1.5s', 1500],
    ['250ms', 250],
    ['3us', 0.003],
    ['3µs', 0.003],
    ['7ns', 0.000007],
    ['2d', 172_800_000],
    ['1w', 604_800_000],
    ['1y', 31_536_000_000],
    ['-10s', -10_000],
    ['0s', 0],
  ])('reads %s', (text, ms) => {
    expect(parseDuration(text)).toBeCloseTo(ms, 9);
  });

  it.each(['', '-', '5', 'm', '5 m', '5M', '1h-30m', '1h 30m', '5mm', '.5s', 'x5m', '5min', '١m'])(
    'refuses %j',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
      expect(() => requireDuration(text, 'interval')).toThrow(InvalidArgumentError);
    },
  );

  it('requires a positive duration where one is needed', () => {
    expect(requireDuration('5m', 'interval')).toBe(300_000);
    expect(() => requireDuration('0s', 'interval')).toThrow("interval must be a positive duration such as '30s'");
    expect(() => requireDuration('-5m', 'interval')).toThrow(InvalidArgumentError);
    expect(() => requireDuration(5n as unknown as string, 'interval')).toThrow(InvalidArgumentError);
  });
});
