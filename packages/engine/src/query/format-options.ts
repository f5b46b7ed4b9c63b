import { formatInstant, instantFromNs } from '../entry/instant.ts';
import { lowerCase } from '../entry/lower-case.ts';
import { parseDurationNs } from '../logsql/duration.ts';
import { formatIpv4 } from '../logsql/number-literal.ts';
import { formatDuration } from './format-duration.ts';
import { jsonText } from './json-text.ts';
import { formatDouble } from './number-format.ts';
import { parseUnixTimeNs } from './unix-time.ts';
import { parseUnsigned } from './unsigned-integer.ts';
import { upperCase } from './upper-case.ts';

/** What the options of placeholders `<option:field>` make of a value. A value that does not fit stays as it is. */
export const FORMAT_OPTIONS: ReadonlyMap<string, (text: string) => string> = new Map([
  ['base64decode', decodeBase64],
  ['base64encode', (text: string) => Buffer.from(text).toString('base64')],
  ['duration', formatNanoseconds],
  ['duration_seconds', durationSeconds],
  ['hexdecode', decodeHex],
  ['hexencode', (text: string) => Buffer.from(text).toString('hex').toUpperCase()],
  ['hexnumdecode', (text: string) => (/^[0-9a-fA-F]{0,16}$/.test(text) ? String(BigInt(`0x0${text}`)) : text)],
  ['hexnumencode', encodeHexNumber],
  ['ipv4', formatAddress],
  ['lc', (text: string) => lowerCase(text.replaceAll('İ', 'i'))],
  ['q', jsonText],
  ['time', formatTime],
  ['uc', upperCase],
  ['urldecode', decodeUrl],
  ['urlencode', encodeUrl],
]);

const INT64_MAX = 2n ** 63n - 1n;

function formatNanoseconds(text: string): string {
  const isNegative = text.startsWith('-');
  const value = parseUnsigned(isNegative ? text.slice(1) : text);
  if (value === undefined || value > INT64_MAX) return text;
  return formatDuration(isNegative ? -value : value);
}

function formatAddress(text: string): string {
  const value = parseUnsigned(text);
  return value === undefined || value > 0xffffffffn ? text : formatIpv4(Number(value));
}

function durationSeconds(text: string): string {
  const ns = parseDurationNs(text);
  return ns === undefined ? text : formatDouble(Number(ns) / 1e9);
}

function formatTime(text: string): string {
  const ns = parseUnixTimeNs(text);
  const instant = ns === undefined ? undefined : instantFromNs(ns);
  return instant === undefined ? text : formatInstant(instant);
}

function encodeHexNumber(text: string): string {
  const value = parseUnsigned(text);
  return value === undefined ? text : value.toString(16).toUpperCase().padStart(16, '0');
}

/** Line breaks between the characters do not count. */
function decodeBase64(text: string): string {
  const characters = text.replaceAll(/[\r\n]/g, '');
  if (characters.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(characters)) return text;
  return Buffer.from(characters, 'base64').toString();
}

/** Pairs that are no hexadecimal digits, and a digit left over, stay. */
function decodeHex(text: string): string {
  const bytes = Buffer.from(text);
  const parts: number[] = [];
  for (let at = 0; at < bytes.length; at += 2) {
    const pair = bytes.toString('latin1', at, at + 2);
    if (/^[0-9a-fA-F]{2}$/.test(pair)) parts.push(Number.parseInt(pair, 16));
    else parts.push(...bytes.subarray(at, at + 2));
  }
  return Buffer.from(parts).toString();
}

/** As forms of HTML are encoded: a space is `+`; letters, digits, `-`, `.` and `_` stay. */
function encodeUrl(text: string): string {
  let result = '';
  for (const byte of Buffer.from(text)) {
    const char = String.fromCharCode(byte);
    if (byte < 128 && /[A-Za-z0-9._-]/.test(char)) result += char;
    else result += char === ' ' ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return result;
}

/** A `%` without two digits behind it stays. */
function decodeUrl(text: string): string {
  const bytes = Buffer.from(text.replaceAll('+', ' '));
  const parts: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const digits = bytes[at] === 0x25 ? bytes.toString('latin1', at + 1, at + 3) : '';
    if (/^[0-9a-fA-F]{2}$/.test(digits)) {
      parts.push(Number.parseInt(digits, 16));
      at += 2;
    } else parts.push(bytes[at]!);
  }
  return Buffer.from(parts).toString();
}
