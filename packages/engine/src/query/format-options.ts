import { formatInstant, instantFromNs } from '../entry/instant.ts';
import { parseDurationNs } from '../logsql/duration.ts';
import { formatIpv4 } from '../logsql/number-literal.ts';
import { formatDuration } from './format-duration.ts';
import { jsonText } from './json-text.ts';
import { formatDouble } from './number-format.ts';
import { parseUnixTimeNs } from './unix-time.ts';

/** What the options of placeholders `<option:field>` make of a value. A value that does not fit stays as it is. */
export const FORMAT_OPTIONS: ReadonlyMap<string, (text: string) => string> = new Map([
  ['base64decode', decodeBase64],
  ['base64encode', (text: string) => Buffer.from(text).toString('base64')],
  ['duration', (text: string) => (INTEGER.test(text) ? formatDuration(BigInt(text)) : text)],
  ['duration_seconds', durationSeconds],
  ['hexdecode', decodeHex],
  ['hexencode', (text: string) => Buffer.from(text).toString('hex').toUpperCase()],
  ['hexnumdecode', (text: string) => (/^[0-9a-fA-F]{1,16}$/.test(text) ? String(BigInt(`0x${text}`)) : text)],
  ['hexnumencode', encodeHexNumber],
  ['ipv4', (text: string) => (isCount(text) && Number(text) <= 0xffffffff ? formatIpv4(Number(text)) : text)],
  ['lc', (text: string) => text.toLowerCase()],
  ['q', jsonText],
  ['time', formatTime],
  ['uc', (text: string) => text.toUpperCase()],
  ['urldecode', decodeUrl],
  ['urlencode', encodeUrl],
]);

const INTEGER = /^-?\d{1,19}$/;
const UINT64_MAX = 2n ** 64n - 1n;

function isCount(text: string): boolean {
  return /^\d{1,20}$/.test(text);
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
  if (!isCount(text) || BigInt(text) > UINT64_MAX) return text;
  return BigInt(text).toString(16).toUpperCase().padStart(16, '0');
}

function decodeBase64(text: string): string {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return text;
  return Buffer.from(text, 'base64').toString();
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
