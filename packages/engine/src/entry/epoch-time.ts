import { type Instant, makeInstant } from './instant.ts';

/** The Unix epoch as decimal digits, of which the number of whole digits tells the unit. */

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?$/;

/** Longer whole parts are beyond the range of `Date` in every unit. */
const WHOLE_DIGITS_MAX = 22;

/** The power of ten of a second that an epoch time with so many whole digits (no leading zeros) counts in. */
export function epochUnitExponent(wholeDigits: number): 0 | 3 | 6 | 9 {
  if (wholeDigits <= 11) return 0;
  if (wholeDigits <= 14) return 3;
  return wholeDigits <= 17 ? 6 : 9;
}

/** The instant of a number of seconds, milliseconds, microseconds or nanoseconds; see `parseTimestamp`. */
export function parseEpochNumber(value: number): Instant | undefined {
  if (!Number.isFinite(value)) return undefined;
  if (Number.isInteger(value)) return parseEpochText(String(BigInt(value)));
  // The shortest text of a double is what its writer meant: 1582205715.364 is .364, though the double is a little more.
  const text = String(value);
  return parseEpochText(text.includes('e') ? value.toFixed(20) : text);
}

/** The instant of decimal text; undefined where it is none. Decimals beyond nanoseconds are dropped towards zero. */
export function parseEpochText(text: string): Instant | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const whole = match[2]!.replace(/^0+(?=\d)/, '');
  if (whole.length > WHOLE_DIGITS_MAX) return undefined;
  const digits = whole + (match[3] ?? '');
  // So many digits are whole milliseconds; the six after them are the nanoseconds within.
  const msDigits = whole.length + 3 - epochUnitExponent(whole.length);
  const ms = Number(digits.slice(0, msDigits).padEnd(msDigits, '0'));
  const subMs = Number(digits.slice(msDigits, msDigits + 6).padEnd(6, '0'));
  if (match[1] !== '-') return makeInstant(ms, subMs);
  return subMs === 0 ? makeInstant(-ms, 0) : makeInstant(-ms - 1, 1_000_000 - subMs);
}
