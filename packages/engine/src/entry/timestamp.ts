import { DAY_MS, dayOfCivilDate, isCivilDate } from './civil-date.ts';
import { parseEpochNumber, parseEpochText } from './epoch-time.ts';
import { type Instant, instantToNs, makeInstant } from './instant.ts';
import { parseTimestampBytes } from './timestamp-bytes.ts';

/** What a caller may give as a time; see `parseTimestamp`. */
export type TimestampInput = string | number | bigint | Date;

const ZONE = '(?: ?(Z|UTC|GMT|[+-]\\d\\d(?::?\\d\\d)?))?';

/** ISO 8601, extended: 2026-03-02, 2026-03-02T14:25, 2026-03-02 14:25:36.5 +02:00, +275760-09-13T00:00:00Z. */
const EXTENDED = new RegExp(
  `^([+-]\\d{6}|\\d{4})-(\\d\\d)-(\\d\\d)(?:[T ](\\d\\d):(\\d\\d)(?::(\\d\\d)(?:[.,](\\d+))?)?${ZONE})?$`,
  'i',
);

/** ISO 8601, basic: 20260302T142536.5Z. A date alone in this form would be a number, so it is one. */
const BASIC = new RegExp(`^(\\d{4})(\\d\\d)(\\d\\d)T(\\d\\d)(\\d\\d)(?:(\\d\\d)(?:[.,](\\d+))?)?${ZONE}$`, 'i');

/** The common log format: 10/Oct/2000:13:55:36 -0700, with or without brackets. */
const COMMON_LOG = new RegExp(
  `^\\[?(\\d\\d)/([a-z]{3})/(\\d{4}):(\\d\\d):(\\d\\d):(\\d\\d)(?:[.,](\\d+))?${ZONE}\\]?$`,
  'i',
);

/** Room for the longest canonical form. */
const scratch = new Uint8Array(40);
const parsed = new Float64Array(2);

const MONTHS: readonly string[] = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/**
 * The instant that a timestamp means, or undefined where it is none.
 *
 * - ISO 8601 with any offset and any number of decimals (those beyond nanoseconds are dropped), a date alone (its
 *   midnight), `YYYY-MM-DD HH:MM:SS[.f]` (`,` too), the common log format. A time without a zone is UTC.
 * - The Unix epoch as a number or decimal text, whose size tells the unit: below 10¹¹ seconds, below 10¹⁴ milliseconds,
 *   below 10¹⁷ microseconds, else nanoseconds. Negative ones are before 1970.
 *
 * Dates are those of the calendar (2023-02-30 is none), a leap second is the second after it, and an offset is at most
 * 23:59. Nothing beyond the range of `Date` (±275,760 years) is a timestamp.
 */
export function parseTimestamp(value: TimestampInput): Instant | undefined {
  switch (typeof value) {
    case 'string':
      return parseCanonicalText(value) ?? parseTimestampText(value);
    case 'number':
      return parseEpochNumber(value);
    case 'bigint':
      return parseEpochText(String(value));
    default:
      return value instanceof Date ? makeInstant(value.getTime(), 0) : undefined;
  }
}

/** As `parseTimestamp`, in nanoseconds since the Unix epoch. */
export function parseTimestampNs(value: TimestampInput): bigint | undefined {
  const instant = parseTimestamp(value);
  return instant && instantToNs(instant);
}

/** As `parseTimestamp` for text, without the short cut for the canonical forms. */
export function parseTimestampText(untrimmed: string): Instant | undefined {
  const text = untrimmed.trim();
  const iso = EXTENDED.exec(text) ?? BASIC.exec(text);
  if (iso !== null) {
    const [, year, month, day, hour, minute, second, fraction, zone] = iso;
    if (year === '-000000') return undefined;
    return instantOf(Number(year), Number(month), Number(day), hour, minute, second, fraction, zone);
  }
  const common = COMMON_LOG.exec(text);
  if (common !== null) {
    const [, day, month, year, hour, minute, second, fraction, zone] = common;
    const monthNumber = MONTHS.indexOf(month!.toLowerCase()) + 1;
    return instantOf(Number(year), monthNumber, Number(day), hour, minute, second, fraction, zone);
  }
  return parseEpochText(text);
}

/** Several times faster than the regular expressions. */
function parseCanonicalText(text: string): Instant | undefined {
  if (text.length > scratch.length) return undefined;
  let nonAscii = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    nonAscii |= unit & ~127;
    scratch[i] = unit;
  }
  if (nonAscii !== 0 || parseTimestampBytes(scratch, 0, text.length, parsed) === 0) return undefined;
  return { ms: parsed[0]!, subMs: parsed[1]! };
}

function instantOf(
  year: number,
  month: number,
  day: number,
  hourText = '0',
  minuteText = '0',
  secondText = '0',
  fraction = '',
  zone = 'Z',
): Instant | undefined {
  const [hour, minute, second] = [Number(hourText), Number(minuteText), Number(secondText)];
  const offsetMinutes = parseZone(zone);
  if (!isCivilDate(year, month, day) || hour > 23 || minute > 59 || second > 60) return undefined;
  if (offsetMinutes === undefined) return undefined;
  const ns = Number(fraction.slice(0, 9).padEnd(9, '0'));
  const subMs = ns % 1_000_000;
  const msOfDay = ((hour * 60 + minute - offsetMinutes) * 60 + second) * 1000 + (ns - subMs) / 1_000_000;
  return makeInstant(dayOfCivilDate(year, month, day) * DAY_MS + msOfDay, subMs);
}

/** Minutes east of UTC. */
function parseZone(zone: string): number | undefined {
  if (!/^[+-]/.test(zone)) return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', ''));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
