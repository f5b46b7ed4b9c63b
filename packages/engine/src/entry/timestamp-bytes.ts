import { DAY_MS, dayOfCivilDate, isCivilDate } from './civil-date.ts';
import { epochUnitExponent } from './epoch-time.ts';
import {
  COMMA_DECIMALS,
  DECIMALS_SHIFT,
  epochFormatCode,
  FORM_DATE,
  FORM_DATE_TIME,
  OFFSET_SHIFT,
  SPACE_SEPARATOR,
  type TimestampFormatCode,
  ZONE_COLON,
  ZONE_DIGITS,
  ZONE_HOURS,
  ZONE_SHIFT,
  ZONE_UTC,
  ZONE_WEST,
  ZONE_Z,
} from './timestamp-format.ts';

const DATE_BYTES = 10;
const TIME_BYTES = 8;

/** What brings a fraction of so many decimals to nanoseconds. */
const NS_PER_DECIMAL: readonly number[] = [0, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 100, 10, 1];

/** 18 digits and a sign; longer ones are left to `parseTimestamp`. */
const EPOCH_WHOLE_DIGITS_MAX = 19;

/** The text of the last date seen and the milliseconds of its midnight: most timestamps of a batch share their date. */
const lastDate = new Uint8Array(DATE_BYTES);
const lastMidnight = new Float64Array(1);

/**
 * Parses a timestamp in `bytes[start, end)`, ASCII without white space around it, in one of the canonical forms:
 * `YYYY-MM-DD`, `YYYY-MM-DD(T| )HH:MM:SS` with up to nine decimals and a zone (none, `Z`, ` UTC`, `+HH:MM`, `+HHMM`,
 * `+HH`), or an epoch number of up to 19 digits and no more decimals than nanoseconds need.
 *
 * Writes the instant to `out[0]` (`ms`) and `out[1]` (`subMs`) and returns how it was written, so that
 * `formatTimestamp` gives the same bytes back. Returns 0, and leaves `out` in no particular state, where the text is not
 * canonical; `parseTimestamp` decides whether that is a timestamp at all. Where both accept a text, they agree.
 *
 * Allocates nothing; some 30 ns.
 */
export function parseTimestampBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Float64Array,
): TimestampFormatCode {
  const length = end - start;
  if (length < DATE_BYTES || bytes[start + 4] !== 0x2d) return parseEpochBytes(bytes, start, end, out);
  if (!readDate(bytes, start)) return 0;
  if (length === DATE_BYTES) {
    out[0] = lastMidnight[0]!;
    out[1] = 0;
    return FORM_DATE;
  }
  return length < DATE_BYTES + 1 + TIME_BYTES ? 0 : parseTimeBytes(bytes, start + DATE_BYTES, end, out);
}

/** Leaves the date's midnight in `lastMidnight`; false where it is no date of the calendar. */
function readDate(bytes: Uint8Array, start: number): boolean {
  let different = 0;
  for (let i = 0; i < DATE_BYTES; i++) different |= bytes[start + i]! ^ lastDate[i]!;
  if (different === 0) return true;
  if (bytes[start + 4] !== 0x2d || bytes[start + 7] !== 0x2d) return false;
  const century = twoDigits(bytes, start);
  const yearOfCentury = twoDigits(bytes, start + 2);
  const month = twoDigits(bytes, start + 5);
  const day = twoDigits(bytes, start + 8);
  if ((century | yearOfCentury | month | day) < 0) return false;
  const year = century * 100 + yearOfCentury;
  if (!isCivilDate(year, month, day)) return false;
  for (let i = 0; i < DATE_BYTES; i++) lastDate[i] = bytes[start + i]!;
  lastMidnight[0] = dayOfCivilDate(year, month, day) * DAY_MS;
  return true;
}

/** Parses separator, time, decimals and zone; the date's midnight is in `lastMidnight`. */
function parseTimeBytes(bytes: Uint8Array, start: number, end: number, out: Float64Array): TimestampFormatCode {
  let code = FORM_DATE_TIME;
  const separator = bytes[start];
  if (separator === 0x20) code |= SPACE_SEPARATOR;
  else if (separator !== 0x54) return 0;
  const hour = twoDigits(bytes, start + 1);
  const minute = twoDigits(bytes, start + 4);
  const second = twoDigits(bytes, start + 7);
  if ((hour | minute | second) < 0 || hour > 23 || minute > 59 || second > 59) return 0;
  if (bytes[start + 3] !== 0x3a || bytes[start + 6] !== 0x3a) return 0;

  let position = start + 1 + TIME_BYTES;
  let ns = 0;
  const point = position < end ? bytes[position] : 0;
  if (point === 0x2e || point === 0x2c) {
    const first = ++position;
    for (; position < end; position++) {
      const digit = bytes[position]! ^ 0x30;
      if (digit > 9) break;
      // One too many is enough to know; a longer run must not overflow.
      if (position - first === 9) return 0;
      ns = ns * 10 + digit;
    }
    const decimals = position - first;
    if (decimals === 0) return 0;
    ns *= NS_PER_DECIMAL[decimals]!;
    code |= decimals << DECIMALS_SHIFT;
    if (point === 0x2c) code |= COMMA_DECIMALS;
  }
  const ms = (ns / 1_000_000) | 0;
  out[0] = lastMidnight[0]! + ((hour * 60 + minute) * 60 + second) * 1000 + ms;
  out[1] = ns - ms * 1_000_000;
  if (position === end) return code;
  if (position + 1 === end && bytes[position] === 0x5a) return code | (ZONE_Z << ZONE_SHIFT);
  return parseZoneBytes(bytes, position, end, code, out);
}

/** Parses a zone that is more than a `Z`, adds it to the code and takes its offset from `out[0]`. */
function parseZoneBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
  code: TimestampFormatCode,
  out: Float64Array,
): TimestampFormatCode {
  const length = end - start;
  const sign = bytes[start];
  if (sign === 0x20) {
    const isUtc = length === 4 && bytes[start + 1] === 0x55 && bytes[start + 2] === 0x54 && bytes[start + 3] === 0x43;
    return isUtc ? code | (ZONE_UTC << ZONE_SHIFT) : 0;
  }
  if ((sign !== 0x2b && sign !== 0x2d) || length < 3) return 0;
  const hours = twoDigits(bytes, start + 1);
  let zone = ZONE_HOURS;
  let minutes = 0;
  if (length === 6 && bytes[start + 3] === 0x3a) {
    zone = ZONE_COLON;
    minutes = twoDigits(bytes, start + 4);
  } else if (length === 5) {
    zone = ZONE_DIGITS;
    minutes = twoDigits(bytes, start + 3);
  } else if (length !== 3) return 0;
  if ((hours | minutes) < 0 || hours > 23 || minutes > 59) return 0;
  const offset = hours * 60 + minutes;
  const isWest = sign === 0x2d;
  out[0] = out[0]! + (isWest ? offset : -offset) * 60_000;
  return code | (zone << ZONE_SHIFT) | (isWest ? ZONE_WEST : 0) | (offset << OFFSET_SHIFT);
}

/** Parses `-?digits(.digits)?` without leading zeros. */
function parseEpochBytes(bytes: Uint8Array, start: number, end: number, out: Float64Array): TimestampFormatCode {
  const isNegative = start < end && bytes[start] === 0x2d;
  const first = isNegative ? start + 1 : start;
  let point = first;
  while (point < end && (bytes[point]! ^ 0x30) <= 9) point++;
  const wholeDigits = point - first;
  const decimals = point === end ? 0 : end - point - 1;
  if (wholeDigits === 0 || wholeDigits > EPOCH_WHOLE_DIGITS_MAX) return 0;
  if (wholeDigits > 1 && bytes[first] === 0x30) return 0;
  if (point < end && (bytes[point] !== 0x2e || decimals === 0)) return 0;
  const code = epochFormatCode(wholeDigits, decimals);
  if (code === 0) return 0;

  // So many digits are whole milliseconds; the six after them are the nanoseconds within. Missing ones are zeros.
  const msDigits = wholeDigits + 3 - epochUnitExponent(wholeDigits);
  let ms = 0;
  let subMs = 0;
  for (let i = 0, position = first; i < msDigits + 6; i++, position++) {
    if (position === point) position++;
    let digit = 0;
    if (position < end) {
      digit = bytes[position]! ^ 0x30;
      if (digit > 9) return 0;
    }
    if (i < msDigits) ms = ms * 10 + digit;
    else subMs = subMs * 10 + digit;
  }
  if (isNegative && ms === 0 && subMs === 0) return 0;
  out[0] = !isNegative ? ms : subMs === 0 ? -ms : -ms - 1;
  out[1] = isNegative && subMs > 0 ? 1_000_000 - subMs : subMs;
  return code;
}

/** The number of two ASCII digits, or -1. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! ^ 0x30;
  const ones = bytes[at + 1]! ^ 0x30;
  return tens > 9 || ones > 9 ? -1 : tens * 10 + ones;
}
