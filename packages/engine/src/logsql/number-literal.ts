import { parseTimestampNs } from '../entry/timestamp.ts';
import { parseDurationNs } from './duration.ts';

/** A whole part of several digits that begins with a zero is a number only where neither `_` nor a unit follows, as in VictoriaLogs. */
const DECIMAL = /^-?(?:0|[1-9][\d_]*)(?:\.\d[\d_]*)?$/;
/** `_` between digits, as in Go. */
const FLOAT = /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+(?:_\d+)*)?$/;
const INFINITY = /^([+-]?)inf$/i;
const PREFIXED = /^([+-]?)(0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+)$/;
const RFC3339 = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?$/;
const SIZE = /^-?(?:(?:0|[1-9][\d_]*)(?:\.\d[\d_]*)?(?:[KMGT]i?B?|B))*(?:0|[1-9][\d_]*)?$/;
const SIZE_PART = /(\d[\d_]*(?:\.\d[\d_]*)?)([KMGT]?)(i?)B?/g;

const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;

/** Longer texts are no numbers that anyone wrote. */
const NUMBER_LENGTH_MAX = 100;
/** Integers with a prefix have 64 bits and a sign. */
const INTEGER_END = 2n ** 63n;
/** Larger sizes are this one. */
const SIZE_MAX = 2 ** 63;

/**
 * The number that a text of LogsQL means, or undefined if it is none: integers and decimals (with `_`), exponents,
 * `0x`, `0b`, `0o`, `inf`, short sizes (`10KiB`, `1.5M`, `22MB100KB`), durations (in nanoseconds), RFC 3339 times (in
 * nanoseconds since the Unix epoch, UTC where no zone is given) and IPv4 addresses (as 32-bit numbers). A lone minus, which
 * access logs have for nothing, is 0, as VictoriaLogs reads it.
 */
export function parseNumberText(text: string): number | undefined {
  if (text === '' || text.length > NUMBER_LENGTH_MAX) return undefined;
  const value = parseSignedNumber(text);
  return value === undefined ? undefined : value + 0; // there is no negative zero
}

/**
 * As `parseNumberText` without times and addresses: what stats functions calculate with, durations in nanoseconds and
 * sizes in bytes among it.
 */
export function parseQuantityText(text: string): number | undefined {
  return RFC3339.test(text) || IPV4.test(text) ? undefined : parseNumberText(text);
}

/** The number in a text of digits with `-`, `_` and a point, or undefined. */
export function parseDecimalText(text: string): number | undefined {
  return text.length <= NUMBER_LENGTH_MAX && DECIMAL.test(text) ? Number(text.replaceAll('_', '')) : undefined;
}

/** The numeric values of the reference: decimals, durations (in nanoseconds) and sizes; no exponents and no `0x`. */
export function parseMeasureText(text: string): number | undefined {
  const decimal = parseDecimalText(text);
  if (decimal !== undefined) return decimal;
  const durationNs = parseDurationNs(text);
  return durationNs === undefined ? parseSize(text) : Number(durationNs);
}

function parseSignedNumber(text: string): number | undefined {
  const measure = parseMeasureText(text);
  if (measure !== undefined) return measure;
  if (FLOAT.test(text)) return finite(Number(text.replaceAll('_', '')));
  const infinity = INFINITY.exec(text);
  if (infinity !== null) return infinity[1] === '-' ? -Infinity : Infinity;
  const prefixed = parsePrefixed(text);
  if (prefixed !== undefined) return prefixed;
  if (RFC3339.test(text)) {
    const ns = parseTimestampNs(text);
    if (ns !== undefined) return Number(ns);
  }
  return parseIpv4(text);
}

/**
 * The number that a text means where an integer from 0 is wanted: digits, `0x`/`0b`/`0o`, short sizes, durations (in
 * nanoseconds), `inf`; fractions are dropped. Digits behind a zero are octal, as in Go. Undefined for anything else.
 */
export function parseCount(text: string): number | undefined {
  if (/^\+?inf$/i.test(text)) return Infinity;
  if (text.length > NUMBER_LENGTH_MAX || !/^\d/.test(text)) return undefined;
  if (/^0[\d_]+$/.test(text)) return parsePrefixed(text.replace(/^0_?/, '0o'));
  if (/^\d[\d_]*$/.test(text)) return Number(text.replaceAll('_', ''));
  const prefixed = parsePrefixed(text);
  if (prefixed !== undefined) return prefixed;
  const durationNs = parseDurationNs(text);
  const value = durationNs === undefined ? parseSize(text) : Number(durationNs);
  return value === undefined ? undefined : Math.trunc(value);
}

/** The number in a text such that `parseNumberText` gives it back. Not for NaN. */
export function formatNumber(value: number): string {
  if (value === Infinity) return 'inf';
  if (value === -Infinity) return '-inf';
  return String(value);
}

/** `a.b.c.d` as a 32-bit number, or undefined. */
export function parseIpv4(text: string): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (match === null) return undefined;
  let address = 0;
  for (const part of match.slice(1)) {
    if (Number(part) > 255) return undefined;
    address = address * 256 + Number(part);
  }
  return address;
}

/** The inverse of `parseIpv4`. */
export function formatIpv4(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
}

function parseSize(text: string): number | undefined {
  if (!SIZE.test(text) || !/\d/.test(text)) return undefined;
  let total = 0;
  for (const match of text.matchAll(SIZE_PART)) {
    const power = ' KMGT'.indexOf(match[2] || ' ');
    total += Math.trunc(Number(match[1]!.replaceAll('_', '')) * (match[3] === 'i' ? 1024 : 1000) ** power);
  }
  total = Math.min(total, SIZE_MAX);
  return text.startsWith('-') ? -total : total;
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

function parsePrefixed(text: string): number | undefined {
  const match = PREFIXED.exec(text);
  if (match === null) return undefined;
  const value = BigInt(match[2]!.replaceAll('_', '').toLowerCase());
  if (value >= INTEGER_END) return undefined;
  return (match[1] === '-' ? -1 : 1) * Number(value);
}
