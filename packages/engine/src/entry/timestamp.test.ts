import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { civilDateOfDay, dayOfCivilDate, isCivilDate } from './civil-date.ts';
import { compareInstants, formatInstant, type Instant, instantFromNs, instantToNs } from './instant.ts';
import { parseTimestamp, parseTimestampNs, type TimestampInput } from './timestamp.ts';

/** The canonical text of what a timestamp means. */
function meaning(value: TimestampInput): string | undefined {
  const instant = parseTimestamp(value);
  return instant && formatInstant(instant);
}

describe('parseTimestamp', () => {
  it.each<[TimestampInput, string]>([
    ['2026-03-02T14:25:36.123Z', '2026-03-02T14:25:36.123Z'],
    ['2026-03-02T14:25:36.123456789Z', '2026-03-02T14:25:36.123456789Z'],
    ['2026-03-02T14:25:36.1234567899999999999Z', '2026-03-02T14:25:36.123456789Z'],
    ['2026-03-02T00:00:00.000Z', '2026-03-02T00:00:00Z'],
    ['2026-03-02T14:25:36,5+02:00', '2026-03-02T12:25:36.5Z'],
    ['2026-03-02t14:25:36z', '2026-03-02T14:25:36Z'],
    ['2026-03-02', '2026-03-02T00:00:00Z'],
    ['2026-03-02T14:25', '2026-03-02T14:25:00Z'],
    ['2026-03-02 14:25:36', '2026-03-02T14:25:36Z'],
    ['2026-03-02 14:25:36,007', '2026-03-02T14:25:36.007Z'],
    ['2026-03-02 14:25:36.5 UTC', '2026-03-02T14:25:36.5Z'],
    ['2026-03-02 14:25:36 +0200', '2026-03-02T12:25:36Z'],
    ['2026-03-02 14:25:36+02', '2026-03-02T12:25:36Z'],
    ['2026-03-02T00:00:00-23:59', '2026-03-02T23:59:00Z'],
    ['20260302T142536.25Z', '2026-03-02T14:25:36.25Z'],
    ['10/Oct/2000:13:55:36 -0700', '2000-10-10T20:55:36Z'],
    ['[10/Oct/2000:13:55:36 -0700]', '2000-10-10T20:55:36Z'],
    ['10/Oct/2000:13:55:36', '2000-10-10T13:55:36Z'],
    ['  2026-03-02  ', '2026-03-02T00:00:00Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00Z'],
    ['2016-12-31T23:59:60.5Z', '2017-01-01T00:00:00.5Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'],
    ['1969-12-31T23:59:59.999999999Z', '1969-12-31T23:59:59.999999999Z'],
    ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00Z'],
    ['0000-01-01T00:00:00+01:00', '-000001-12-31T23:00:00Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
    ['9999-12-31T23:59:59-01:00', '+010000-01-01T00:59:59Z'],
    ['+275760-09-13T00:00:00Z', '+275760-09-13T00:00:00Z'],
    ['-271821-04-20T00:00:00Z', '-271821-04-20T00:00:00Z'],
    [1582205715, '2020-02-20T13:35:15Z'],
    [1582205715.364, '2020-02-20T13:35:15.364Z'],
    ['1582205715.364', '2020-02-20T13:35:15.364Z'],
    [1582205715364, '2020-02-20T13:35:15.364Z'],
    ['1582205715364.25', '2020-02-20T13:35:15.36425Z'],
    [1582205715364123, '2020-02-20T13:35:15.364123Z'],
    [1582205715364123456n, '2020-02-20T13:35:15.364123456Z'],
    ['1582205715364123456', '2020-02-20T13:35:15.364123456Z'],
    [99_999_999_999, '5138-11-16T09:46:39Z'],
    [100_000_000_000, '1973-03-03T09:46:40Z'],
    [0, '1970-01-01T00:00:00Z'],
    [-0, '1970-01-01T00:00:00Z'],
    [-1, '1969-12-31T23:59:59Z'],
    [-0.25, '1969-12-31T23:59:59.75Z'],
    ['-0.000000001', '1969-12-31T23:59:59.999999999Z'],
    [5e-324, '1970-01-01T00:00:00Z'],
    [new Date(1582205715364), '2020-02-20T13:35:15.364Z'],
    [new Date(8.64e15), '+275760-09-13T00:00:00Z'],
  ])('reads %s', (value, expected) => {
    expect(meaning(value)).toBe(expected);
  });

  it.each<[TimestampInput]>([
    [''],
    ['yesterday'],
    ['2023-02-30'],
    ['2023-02-29T00:00:00Z'],
    ['1900-02-29'],
    ['0000-00-00T00:00:00.000Z'],
    ['2026-13-01'],
    ['2026-3-2'],
    ['2026-03-02T24:00:00Z'],
    ['2026-03-02T23:60:00Z'],
    ['2026-03-02T23:59:61Z'],
    ['2026-03-02T23:59:59.Z'],
    ['2026-03-02T23:59:59+24:00'],
    ['2026-03-02T23:59:59+02:60'],
    ['2026-03-02T23:59:59 CET'],
    ['2026-03-02Z'],
    ['-000000-01-01T00:00:00Z'],
    ['+275760-09-13T00:00:00.000000001Z'],
    ['+275760-09-13T00:00:00-00:01'],
    ['-271821-04-19T23:59:59.999999999Z'],
    ['+999999-01-01T00:00:00Z'],
    ['10/Okt/2000:13:55:36 -0700'],
    ['31/Feb/2000:13:55:36 -0700'],
    ['1e9'],
    ['0x10'],
    ['١٢٣٤'],
    ['9'.repeat(400)],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [1e300],
    [10n ** 40n],
    [8_640_000_000_000_000_000_001n],
    [new Date(Number.NaN)],
    ['2026-03-02T14:25:36.123Z\0'],
    ['\ud800'],
  ])('refuses %s', (value) => {
    expect(parseTimestamp(value)).toBeUndefined();
  });

  it('reaches exactly as far as Date', () => {
    expect(parseTimestamp(8_640_000_000_000_000_000_000n)).toEqual({ ms: 8.64e15, subMs: 0 });
    expect(parseTimestamp(-8_640_000_000_000_000_000_000n)).toEqual({ ms: -8.64e15, subMs: 0 });
  });

  it('agrees with Date on every date and millisecond', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), (date) => {
        expect(parseTimestamp(date.toISOString())).toEqual({ ms: date.getTime(), subMs: 0 });
        const day = Math.floor(date.getTime() / 86_400_000);
        const civil = civilDateOfDay(day);
        expect(civil).toEqual({
          year: date.getUTCFullYear(),
          month: date.getUTCMonth() + 1,
          day: date.getUTCDate(),
        });
        expect(dayOfCivilDate(civil.year, civil.month, civil.day)).toBe(day);
        expect(isCivilDate(civil.year, civil.month, civil.day)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('reads back what formatInstant writes, to the nanosecond', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -8_640_000_000_000n * 10n ** 9n, max: 8_640_000_000_000n * 10n ** 9n }), (ns) => {
        const instant = instantFromNs(ns)!;
        expect(instantToNs(instant)).toBe(ns);
        expect(instant.subMs).toBeGreaterThanOrEqual(0);
        expect(instant.subMs).toBeLessThan(1_000_000);
        expect(parseTimestampNs(formatInstant(instant))).toBe(ns);
      }),
      { numRuns: 2000 },
    );
  });

  it('orders instants as their nanoseconds', () => {
    const instant: fc.Arbitrary<Instant> = fc.record({
      ms: fc.integer({ min: -3, max: 3 }),
      subMs: fc.integer({ min: 0, max: 2 }),
    });
    fc.assert(
      fc.property(instant, instant, (a, b) => {
        const difference = instantToNs(a) - instantToNs(b);
        expect(Math.sign(compareInstants(a, b))).toBe(difference < 0n ? -1 : difference > 0n ? 1 : 0);
      }),
    );
  });
});
