import { hexUnit } from './json-line-scanner.ts';

const BACKSLASH = 0x5c;
const PLAIN = new Uint8Array(256);
for (const [code, char] of Object.entries({
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
})) {
  PLAIN[code.charCodeAt(0)] = char.charCodeAt(0);
}

/**
 * Resolves the escapes of a JSON string that the scanner accepted, in place: the result is never longer than the escaped
 * text. Returns its end.
 */
export function unescapeInPlace(bytes: Uint8Array, start: number, end: number): number {
  let from = bytes.indexOf(BACKSLASH, start);
  let to = from;
  while (from < end) {
    const byte = bytes[from]!;
    if (byte !== BACKSLASH) {
      bytes[to++] = byte;
      from++;
      continue;
    }
    const code = bytes[from + 1]!;
    if (code !== 0x75) {
      bytes[to++] = PLAIN[code]!;
      from += 2;
      continue;
    }
    let codePoint = hexUnit(bytes, from + 2);
    from += 6;
    if (codePoint >= 0xd800 && codePoint <= 0xdbff) {
      codePoint = 0x10000 + ((codePoint - 0xd800) << 10) + (hexUnit(bytes, from + 2) - 0xdc00);
      from += 6;
    }
    to = writeUtf8(bytes, to, codePoint);
  }
  return to;
}

function writeUtf8(bytes: Uint8Array, at: number, codePoint: number): number {
  if (codePoint < 0x80) {
    bytes[at] = codePoint;
    return at + 1;
  }
  if (codePoint < 0x800) {
    bytes[at] = 0xc0 | (codePoint >> 6);
    bytes[at + 1] = 0x80 | (codePoint & 0x3f);
    return at + 2;
  }
  if (codePoint < 0x10000) {
    bytes[at] = 0xe0 | (codePoint >> 12);
    bytes[at + 1] = 0x80 | ((codePoint >> 6) & 0x3f);
    bytes[at + 2] = 0x80 | (codePoint & 0x3f);
    return at + 3;
  }
  bytes[at] = 0xf0 | (codePoint >> 18);
  bytes[at + 1] = 0x80 | ((codePoint >> 12) & 0x3f);
  bytes[at + 2] = 0x80 | ((codePoint >> 6) & 0x3f);
  bytes[at + 3] = 0x80 | (codePoint & 0x3f);
  return at + 4;
}
