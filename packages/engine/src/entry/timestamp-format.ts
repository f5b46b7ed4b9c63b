import { DAY_MS } from './civil-date.ts';
import { epochUnitExponent } from './epoch-time.ts';
import { formatDay, formatSecondOfDay, pad } from './instant.ts';

/**
 * How a timestamp was written, as an integer in [1, 2^31): with it and the instant the text comes back byte for byte.
 * 0 says that the text is not one of the canonical forms, so that it must be kept itself.
 *
 *     bits 0–2    form: 1 date and time, 2 date alone, 3 epoch
 *     bits 3–6    number of decimals, 0 to 9
 *     bit  7      the separator of date and time is ' ' (else 'T')
 *     bit  8      the separator of the decimals is ',' (else '.')
 *     bits 9–12   zone: 0 none, 1 Z, 2 +HH:MM, 3 +HHMM, 4 +HH, 5 ' UTC'
 *     bit  13     the zone's sign is '-'
 *     bits 14–24  the zone's offset from UTC in minutes without its sign, 0 to 1,439
 *     bits 9–12   of an epoch: the unit's power of ten, 0 s, 3 ms, 6 µs, 9 ns
 */
export type TimestampFormatCode = number;

export const FORM_DATE_TIME = 1;
export const FORM_DATE = 2;
export const FORM_EPOCH = 3;

export const DECIMALS_SHIFT = 3;
export const SPACE_SEPARATOR: number = 1 << 7;
export const COMMA_DECIMALS: number = 1 << 8;

export const ZONE_SHIFT = 9;
export const ZONE_NONE = 0;
export const ZONE_Z = 1;
export const ZONE_COLON = 2;
export const ZONE_DIGITS = 3;
export const ZONE_HOURS = 4;
export const ZONE_UTC = 5;
export const ZONE_WEST: number = 1 << 13;
export const OFFSET_SHIFT = 14;

/**
 * The text whose parsing by `parseTimestampBytes` gave this instant and this code. Also the way to write an instant of
 * one's own, as long as it lies within the form: four-digit years, no more precision than the decimals keep.
 */
export function formatTimestamp(ms: number, subMs: number, code: TimestampFormatCode): string {
  if ((code & 7) === FORM_EPOCH) return formatEpoch(ms, subMs, code);
  const localMs = ms + offsetMinutesOf(code) * 60_000;
  const day = Math.floor(localMs / DAY_MS);
  if ((code & 7) === FORM_DATE) return formatDay(day);
  const msOfDay = localMs - day * DAY_MS;
  const msOfSecond = msOfDay % 1000;
  const separator = code & SPACE_SEPARATOR ? ' ' : 'T';
  const time = formatSecondOfDay((msOfDay - msOfSecond) / 1000);
  return `${formatDay(day)}${separator}${time}${formatDecimals(msOfSecond * 1e6 + subMs, code)}${formatZone(code)}`;
}

function decimalsOf(code: number): number {
  return (code >> DECIMALS_SHIFT) & 15;
}

/** Minutes east of UTC. */
function offsetMinutesOf(code: number): number {
  const minutes = (code >> OFFSET_SHIFT) & 2047;
  return code & ZONE_WEST ? -minutes : minutes;
}

function formatDecimals(nsOfSecond: number, code: number): string {
  const count = decimalsOf(code);
  if (count === 0) return '';
  return (code & COMMA_DECIMALS ? ',' : '.') + pad(Math.floor(nsOfSecond / 10 ** (9 - count)), count);
}

function formatZone(code: number): string {
  const zone = (code >> ZONE_SHIFT) & 15;
  if (zone === ZONE_NONE) return '';
  if (zone === ZONE_Z) return 'Z';
  if (zone === ZONE_UTC) return ' UTC';
  const minutes = (code >> OFFSET_SHIFT) & 2047;
  const hours = (code & ZONE_WEST ? '-' : '+') + pad(Math.floor(minutes / 60), 2);
  if (zone === ZONE_HOURS) return hours;
  return `${hours}${zone === ZONE_COLON ? ':' : ''}${pad(minutes % 60, 2)}`;
}

function formatEpoch(ms: number, subMs: number, code: number): string {
  const sign = ms < 0 ? '-' : '';
  let [wholeMs, restNs] = [Math.abs(ms), subMs];
  if (ms < 0 && subMs > 0) [wholeMs, restNs] = [-ms - 1, 1_000_000 - subMs];
  const digits = pad(wholeMs, 4) + pad(restNs, 6);
  const exponent = (code >> ZONE_SHIFT) & 15;
  const point = digits.length - 9 + exponent;
  const decimals = decimalsOf(code);
  const whole = digits.slice(0, point).replace(/^0+(?=\d)/, '');
  return `${sign}${whole}${decimals === 0 ? '' : `.${digits.slice(point, point + decimals)}`}`;
}

/** The code of an epoch time of so many whole digits and decimals; 0 where the decimals go beyond nanoseconds. */
export function epochFormatCode(wholeDigits: number, decimals: number): TimestampFormatCode {
  const exponent = epochUnitExponent(wholeDigits);
  if (decimals > 9 - exponent) return 0;
  return FORM_EPOCH | (decimals << DECIMALS_SHIFT) | (exponent << ZONE_SHIFT);
}
