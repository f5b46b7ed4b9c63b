import { civilDateOfDay, DAY_MS } from './civil-date.ts';

/** A point in time to the nanosecond: `ms` + `subMs` · 10⁻⁶ ms after the Unix epoch, in UTC without leap seconds. */
export interface Instant {
  /** Whole milliseconds since the epoch, rounded down (also before 1970); within ±8.64e15, the range of `Date`. */
  readonly ms: number;
  /** The nanoseconds within the millisecond, 0 to 999,999. */
  readonly subMs: number;
}

/** Milliseconds beyond which neither `Date` nor an `Instant` goes. */
export const INSTANT_MS_MAX = 8.64e15;

const NS_PER_MS = 1_000_000n;

/** Nanoseconds since the Unix epoch. */
export function instantToNs(instant: Instant): bigint {
  return BigInt(instant.ms) * NS_PER_MS + BigInt(instant.subMs);
}

/** The instant of nanoseconds since the Unix epoch; undefined beyond the range of `Date`. */
export function instantFromNs(ns: bigint): Instant | undefined {
  let subMs = ns % NS_PER_MS;
  if (subMs < 0n) subMs += NS_PER_MS;
  return makeInstant(Number((ns - subMs) / NS_PER_MS), Number(subMs));
}

/** The instant of a whole millisecond and its nanoseconds; undefined beyond the range of `Date`. */
export function makeInstant(ms: number, subMs: number): Instant | undefined {
  if (!(Math.abs(ms) <= INSTANT_MS_MAX) || (ms === INSTANT_MS_MAX && subMs > 0)) return undefined;
  return { ms: ms + 0, subMs };
}

/** Negative, zero or positive as `a` is before, at or after `b`. */
export function compareInstants(a: Instant, b: Instant): number {
  return a.ms - b.ms || a.subMs - b.subMs;
}

/**
 * RFC 3339 in UTC with as many decimals as needed: `2026-03-02T00:00:00Z`, `2026-03-02T00:00:01.5Z`.
 * A year outside 0000–9999 has a sign and six digits, the expanded form of ISO 8601: `+275760-09-13T00:00:00Z`.
 */
export function formatInstant(instant: Instant): string {
  const day = Math.floor(instant.ms / DAY_MS);
  const msOfDay = instant.ms - day * DAY_MS;
  const ms = msOfDay % 1000;
  let text = `${formatDay(day)}T${formatSecondOfDay((msOfDay - ms) / 1000)}`;
  if (instant.subMs > 0) text += `.${pad(ms * 1_000_000 + instant.subMs, 9).replace(/0+$/, '')}`;
  else if (ms > 0) text += `.${ms % 100 === 0 ? ms / 100 : ms % 10 === 0 ? pad(ms / 10, 2) : pad(ms, 3)}`;
  return `${text}Z`;
}

const TWO_DIGITS: readonly string[] = Array.from({ length: 100 }, (_, value) => pad(value, 2));

/** Most timestamps of an answer share their date. */
let lastDay = Number.NaN;
let lastDayText = '';

/** `YYYY-MM-DD` of a day number, with sign and six digits of the year outside 0000–9999. */
export function formatDay(dayNumber: number): string {
  if (dayNumber !== lastDay) {
    const { year, month, day } = civilDateOfDay(dayNumber);
    const yearText = year >= 0 && year <= 9999 ? pad(year, 4) : `${year < 0 ? '-' : '+'}${pad(Math.abs(year), 6)}`;
    lastDayText = `${yearText}-${TWO_DIGITS[month]}-${TWO_DIGITS[day]}`;
    lastDay = dayNumber;
  }
  return lastDayText;
}

/** `HH:MM:SS` of a second of a day, 0 to 86,399. */
export function formatSecondOfDay(second: number): string {
  const minute = Math.floor(second / 60);
  return `${TWO_DIGITS[Math.floor(minute / 60)]}:${TWO_DIGITS[minute % 60]}:${TWO_DIGITS[second % 60]}`;
}

/** A whole non-negative number below 10^15 in decimal with leading zeros up to `width`, at most 15. */
export function pad(value: number, width: number): string {
  const bound = 10 ** width;
  return value < bound ? String(bound + value).slice(1) : String(value);
}
