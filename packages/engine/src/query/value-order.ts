import { instantFromNs } from '../entry/instant.ts';
import { parseTimestampNs } from '../entry/timestamp.ts';
import { parseIpv4, parseNumberText } from '../logsql/number-literal.ts';
import { compareNaturally } from './natural-text-order.ts';

/** What a value is in the order of LogsQL. */
const EMPTY = 0;
const IP = 1;
const NUMBER = 2;
const TIME = 3;
const TEXT = 4;

/** A value made ready to be compared many times. */
export interface ValueKey {
  readonly kind: 0 | 1 | 2 | 3 | 4;
  /** The number, or whole milliseconds since the Unix epoch. */
  readonly number: number;
  /** Of a time: nanoseconds within the millisecond. */
  readonly subMs: number;
  readonly text: string;
  /** Of a text: the number that its first digits are, infinite without any; it stands behind the numbers of that whole part. */
  readonly lead: number;
}

const EMPTY_KEY: ValueKey = { kind: EMPTY, number: 0, subMs: 0, text: '', lead: 0 };

/** An RFC 3339 time, perhaps with a space for its T, but for what a parser of times still refuses. */
const LOOKS_LIKE_TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/;

/**
 * The order of `sort` with a limit, `min` and `max`: the empty text, IPv4 addresses, then numbers (also durations, sizes, and what
 * else LogsQL reads as numbers) by value, RFC 3339 times by time, and other texts in natural order, those that begin with digits
 * among the numbers: `5`, `5 apples`, `6`. Infinity is a word behind all numbers. The reference compares pairs of values, which is
 * the same but for addresses beside positive numbers, and times and texts beside negative numbers or such with units, where it has
 * no consistent order. An address comes before `-`, which access logs have for none and which is 0 beside numbers.
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
    } else if (IPV4.test(text)) {
      if (parseIpv4(text) !== undefined) return { kind: IP, number: 0, subMs: 0, text, lead: 0 };
    } else {
      const number = parseNumberText(text);
      if (number !== undefined && number !== Number.POSITIVE_INFINITY) return numberKey(number, text);
    }
  }
  return textKey(text);
}

/** As `valueKeyOf` for `sort` without a limit, which takes digits with a sign and a point for a number and all else for text. */
export function plainKeyOf(text: string): ValueKey {
  if (text === '') return EMPTY_KEY;
  return mayBeDecimal(text.charCodeAt(0)) && DECIMAL.test(text)
    ? numberKey(Number(text.replaceAll('_', '')), text)
    : textKey(text);
}

const DECIMAL = /^-?(?:0|[1-9][\d_]*)(?:\.\d[\d_]*)?$/;

function textKey(text: string): ValueKey {
  const lead = isDigit(text.charCodeAt(0)) ? Number(LEADING_DIGITS.exec(text)![0]) : Number.POSITIVE_INFINITY;
  return { kind: TEXT, number: 0, subMs: 0, text, lead };
}

const LEADING_DIGITS = /^\d+/;

/** Addresses, and versions of four parts: neither must stand among numbers. */
const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;

export function numberKey(number: number, text: string): ValueKey {
  return { kind: NUMBER, number, subMs: 0, text, lead: 0 };
}

export function timeKey(ms: number, subMs: number): ValueKey {
  return { kind: TIME, number: ms, subMs, text: '', lead: 0 };
}

export function compareValueKeys(a: ValueKey, b: ValueKey): number {
  if (a.kind !== b.kind) return compareKinds(a, b);
  if (a.kind === TEXT || a.kind === IP) return compareNaturally(a.text, b.text);
  if (a.number !== b.number) return a.number < b.number ? -1 : 1;
  return a.kind === NUMBER ? compareLargeIntegers(a, b) : a.subMs - b.subMs;
}

/** Of values of different kinds. */
function compareKinds(a: ValueKey, b: ValueKey): number {
  if (a.kind <= IP || b.kind <= IP) return a.kind - b.kind;
  if (a.kind === NUMBER) return a.number < leadOf(b) + 1 ? -1 : 1;
  if (b.kind === NUMBER) return b.number < leadOf(a) + 1 ? 1 : -1;
  return leadOf(a) - leadOf(b) || a.kind - b.kind;
}

/** Of a time: its year. */
function leadOf({ kind, lead, number }: ValueKey): number {
  return kind === TIME ? new Date(number).getUTCFullYear() : lead;
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
  return mayBeDecimal(unit) || unit === 43 || unit === 46 || unit === 105 || unit === 73;
}

/** Digits and a minus. */
function mayBeDecimal(unit: number): boolean {
  return isDigit(unit) || unit === 45;
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}
