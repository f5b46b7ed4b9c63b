import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTimestampText } from './timestamp.ts';
import { parseTimestampBytes } from './timestamp-bytes.ts';
import { formatTimestamp } from './timestamp-format.ts';

const out = new Float64Array(2);

function parse(text: string): { code: number; ms: number; subMs: number } {
  // Padding on both sides shows a parser that reads beyond its bounds.
  const bytes = Buffer.from(`9${text}9`, 'utf8');
  const code = parseTimestampBytes(bytes, 1, bytes.length - 1, out);
  return { code, ms: out[0]!, subMs: out[1]! };
}

/** What must hold of every text: a code gives the same text back, and the instant is what the slow way says. */
function check(text: string): number {
  const { code, ms, subMs } = parse(text);
  expect(code >= 0 && code < 2 ** 31 && Number.isInteger(code)).toBe(true);
  if (code !== 0) {
    expect(formatTimestamp(ms, subMs, code)).toBe(text);
    expect(parseTimestampText(text)).toEqual({ ms, subMs });
  }
  return code;
}

const two = (max: number): fc.Arbitrary<string> =>
  fc.integer({ min: 0, max }).map((value) => String(value).padStart(2, '0'));
const fraction = fc
  .tuple(fc.constantFrom('.', ','), fc.stringMatching(/^[0-9]{1,9}$/))
  .map(([separator, digits]) => separator + digits);
const offset = fc
  .tuple(fc.constantFrom('+', '-'), two(23), fc.constantFrom('', ':'), two(59), fc.boolean())
  .map(([sign, hours, colon, minutes, isShort]) => sign + hours + (isShort ? '' : colon + minutes));
const date = fc
  .integer({ min: -719_528, max: 2_932_896 })
  .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10));
const canonical = fc
  .tuple(
    date,
    fc.constantFrom('T', ' '),
    fc.tuple(two(23), two(59), two(59)).map((parts) => parts.join(':')),
    fc.oneof(fc.constant(''), fraction),
    fc.oneof(fc.constantFrom('', 'Z', ' UTC'), offset),
  )
  .map((parts) => parts.join(''));

describe('parseTimestampBytes', () => {
  it.each([
    '2026-03-02T14:25:36.123Z',
    '2026-03-02T14:25:36Z',
    '2026-03-02T14:25:36',
    '2026-03-02 14:25:36,007',
    '2026-03-02 14:25:36 UTC',
    '2026-03-02T14:25:36.000000000+00:00',
    '2026-03-02T14:25:36-00:00',
    '0000-01-01T00:00:00+23:59',
    '9999-12-31T23:59:59.999999999-23:59',
    '2026-03-02',
    '0',
    '1582205715',
    '1582205715.364',
    '1582205715.000000000',
    '1582205715364',
    '1582205715364.250000',
    '1582205715364123.001',
    '1582205715364123456',
    '-1',
    '-0.5',
    '-1582205715364123456',
    '0.000000001',
  ])('takes %s as canonical', (text) => {
    expect(check(text)).toBeGreaterThan(0);
  });

  it.each([
    '',
    '-',
    '.',
    '-0',
    '-0.0',
    '00',
    '01',
    '1.',
    '.5',
    '1.0000000001',
    '1582205715364123456.5',
    '12345678901234567890',
    '2026-02-30T00:00:00Z',
    '2026-03-02T14:25:36.1234567890Z',
    '2026-03-02T14:25:36.Z',
    '2026-03-02T14:25:60Z',
    '2026-03-02T24:25:00Z',
    '2026-03-02t14:25:36z',
    '2026-03-02T14:25:36+24:00',
    '2026-03-02T14:25:36+02:60',
    '2026-03-02T14:25:36+',
    '2026-03-02T14:25:36+2',
    '2026-03-02T14:25:36+020',
    '2026-03-02T14:25:36+02:0',
    '2026-03-02T14:25:36ZZ',
    '2026-03-02T14:25:36 UT',
    '2026-03-02T14:25:3',
    '2026-03-0',
    '2026-03/02',
    '2026-03-02T',
    '+275760-09-13T00:00:00Z',
    '10/Oct/2000:13:55:36 -0700',
    '20２6-03-02',
  ])('leaves %s to the slow way', (text) => {
    expect(check(text)).toBe(0);
  });

  it('gives every canonical text back byte for byte', () => {
    fc.assert(
      fc.property(canonical, (text) => {
        expect(check(text)).toBeGreaterThan(0);
      }),
      { numRuns: 5000 },
    );
  });

  it('gives every epoch number back byte for byte', () => {
    const number = fc
      .tuple(
        fc.constantFrom('', '-'),
        fc.stringMatching(/^(0|[1-9][0-9]{0,20})$/),
        fc.stringMatching(/^(|\.[0-9]{1,10})$/),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(number, (text) => void check(text)),
      { numRuns: 5000 },
    );
  });

  it('never disagrees with the slow way on damaged texts', () => {
    const damaged = fc
      .tuple(
        canonical,
        fc.nat({ max: 40 }),
        fc.constantFrom('', '0', '9', ':', '-', 'Z', 'T', ' ', '.', '\0', 'é', '/', '6'),
      )
      .map(([text, at, patch]) => text.slice(0, at) + patch + text.slice(at + 1));
    fc.assert(
      fc.property(damaged, (text) => void check(text)),
      { numRuns: 5000 },
    );
  });

  it('does not take the last date for another one', () => {
    expect(check('2026-03-02T00:00:00Z')).toBeGreaterThan(0);
    expect(check('2026-03-32T00:00:00Z')).toBe(0);
    expect(check('2026-03-03T00:00:00Z')).toBeGreaterThan(0);
    expect(parse('2026-03-02T00:00:00Z').ms).toBe(Date.UTC(2026, 2, 2));
  });
});
