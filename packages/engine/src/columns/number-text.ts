import { JSON_NUMBER } from '../entry/exact-number.ts';

const ZERO = 48;
const MINUS = 45;

/** The number that a text stands for, as JSON writes numbers; NaN for any other text. */
export function parseNumber(text: string): number {
  if (text === '' || text.length > 400) return Number.NaN;
  const first = text.charCodeAt(0);
  if (first !== 45 && (first < 48 || first > 57)) return Number.NaN;
  return JSON_NUMBER.test(text) ? Number(text) : Number.NaN;
}

/**
 * Parses the bytes `[start, end)` as a canonical integer: what `String(n)` prints for a safe integer. NaN for anything else,
 * `-0` and leading zeros included.
 */
export function parseCanonicalInteger(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  const negative = bytes[at] === MINUS;
  if (negative) at++;
  const digits = end - at;
  if (digits < 1 || digits > 15) return Number.NaN;
  if (bytes[at] === ZERO && (digits > 1 || negative)) return Number.NaN;
  let value = 0;
  for (; at < end; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return negative ? -value : value;
}
