import { instantFromNs } from '../entry/instant.ts';
import { parseTimestampNs } from '../entry/timestamp.ts';
import { parseNumberText } from '../logsql/number-literal.ts';
import { compareNaturally } from './natural-text-order.ts';

/** What a value is in the order of LogsQL. */
const EMPTY = 0;
const NUMBER = 1;
const TIME = 2;
const TEXT = 3;

/** A value made ready to be compared many times. */
export interface ValueKey {
  readonly kind: 0 | 1 | 2 | 3;
  /** The number, or whole milliseconds since the Unix epoch. */
  readonly number: number;
  /** Of a time: nanoseconds within the millisecond. */
  readonly subMs: number;
  readonly text: string;
}

const EMPTY_KEY: ValueKey = { kind: EMPTY, number: 0, subMs: 0, text: '' };

/** An RFC 3339 time, but for what a parser of times still refuses. */
const LOOKS_LIKE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

/**
 * The order of `sort`, `min` and `max`: the empty text, then numbers (also durations, sizes, and what else LogsQL reads as
 * numbers) by value, then RFC 3339 times, then other texts in natural order. The reference compares pairs of
 * values, which is the same except between values of different kinds, where it has no consistent order.
 */
export function compareValues(a: string, b: string): number {
  return a === b ? 0 : compareValueKeys(valueKeyOf(a), valueKeyOf(b));
}

export function valueKeyOf(text: string): ValueKey {
  if (text === '') return EMPTY_KEY;
  if (mayBeNumber(text.charCodeAt(0))) {
    if (LOOKS_LIKE_TIME.test(text)) {
      const ns = parseTimestampNs(text);
      const instant = ns === undefined ? undefined : instantFromNs(ns);
      if (instant !== undefined) return timeKey(instant.ms, instant.subMs);
    } else if (!IPV4.test(text)) {
      const number = parseNumberText(text);
      if (number !== undefined) return numberKey(number, text);
    }
  }
  return { kind: TEXT, number: 0, subMs: 0, text };
}

/** Natural order is right for addresses, and they must not stand among numbers. */
const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;

export function numberKey(number: number, text: string): ValueKey {
  return { kind: NUMBER, number, subMs: 0, text };
}

export function timeKey(ms: number, subMs: number): ValueKey {
  return { kind: TIME, number: ms, subMs, text: '' };
}

export function compareValueKeys(a: ValueKey, b: ValueKey): number {
  if (a.kind !== b.kind) return a.kind - b.kind;
  if (a.kind === TEXT) return compareNaturally(a.text, b.text);
  if (a.number !== b.number) return a.number < b.number ? -1 : 1;
  return a.kind === NUMBER ? compareLargeIntegers(a, b) : a.subMs - b.subMs;
}

const INTEGER = /^-?\d+$/;

/** Integers that are the same number in floating point need not be the same. */
function compareLargeIntegers(a: ValueKey, b: ValueKey): number {
  if (Math.abs(a.number) <= Number.MAX_SAFE_INTEGER || !INTEGER.test(a.text) || !INTEGER.test(b.text)) return 0;
  const [exactA, exactB] = [BigInt(a.text), BigInt(b.text)];
  return exactA < exactB ? -1 : exactA > exactB ? 1 : 0;
}

/** Digits, signs, a point, and the first letter of `inf`. */
function mayBeNumber(unit: number): boolean {
  return (unit >= 48 && unit <= 57) || unit === 45 || unit === 43 || unit === 46 || unit === 105 || unit === 73;
}
