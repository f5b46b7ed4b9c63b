import { TIME_NAMES } from './field-node.ts';

const QUOTE = 0x22;
const COLON = 0x3a;
const SPACE = 0x20;
const BRACE_OPEN = 0x7b;
const ZERO = 0x30;
const NINE = 0x39;
const MINUS = 0x2d;
const ZERO_BYTES_MAX = 32;
/** What follows a number ends it; a text has its quote. */
const ZERO_TIME = /^(?:"(?:-|-?0+(?:\.0+)?(?:[eE][+-]?\d+)?)"|-?0(?:\.0+)?(?:[eE][+-]?\d+)?(?![\d.]))/;
const KEYS: readonly Uint8Array[] = TIME_NAMES.map((name) => Buffer.from(`"${name}"`));

/**
 * Whether a line of JSON may have the time 0, which stands for now: true also where the key of a time lies deeper in the line. A line that begins with a time
 * that is not 0 is looked at no further.
 */
export function mayHaveZeroTime(bytes: Uint8Array, start: number, end: number): boolean {
  return !beginsWithTime(bytes, start, end) && findZeroTime(bytes, start, end);
}

/** Whether the first member is a time that begins with another digit than 0. */
function beginsWithTime(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[start] !== BRACE_OPEN) return false;
  for (const key of KEYS) {
    let at = start + 1;
    let i = 0;
    while (i < key.length && bytes[at] === key[i]) {
      at++;
      i++;
    }
    if (i < key.length || bytes[at] !== COLON) continue;
    at = valueAt(bytes, at + 1, end);
    if (bytes[at] === QUOTE) at++;
    return at < end && bytes[at]! > ZERO && bytes[at]! <= NINE;
  }
  return false;
}

function findZeroTime(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start + 1; i < end; i++) {
    if (bytes[i] !== COLON) continue;
    let at = valueAt(bytes, i + 1, end);
    if (bytes[at] === QUOTE) at++;
    if (bytes[at] === MINUS) at++;
    if (at >= end || (bytes[at] !== ZERO && bytes[at] !== QUOTE)) continue;
    if (hasTimeKey(bytes, start, i) && isZeroTime(bytes, valueAt(bytes, i + 1, end), end)) return true;
  }
  return false;
}

/** Whether the value that begins at `start` stands for now: a zero as number or text, or the `-` of syslog. */
export function isZeroTime(bytes: Uint8Array, start: number, end: number): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.min(end - start, ZERO_BYTES_MAX));
  return ZERO_TIME.test(text.toString('latin1'));
}

/** Whether the key whose colon is at `colon` is one of a time. */
function hasTimeKey(bytes: Uint8Array, start: number, colon: number): boolean {
  let end = colon;
  while (end > start && bytes[end - 1]! <= SPACE) end--;
  return KEYS.some((key) => {
    if (end - key.length < start) return false;
    for (let i = 0; i < key.length; i++) if (bytes[end - key.length + i] !== key[i]) return false;
    return true;
  });
}

function valueAt(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at]! <= SPACE) at++;
  return at;
}
