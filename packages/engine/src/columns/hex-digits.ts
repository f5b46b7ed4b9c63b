/** The two lower-case digits of each byte. */
const HEX_DIGITS: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

const VALUES = buildValues();

function buildValues(): Uint8Array {
  const values = new Uint8Array(256).fill(255);
  for (let digit = 0; digit < 10; digit++) values[48 + digit] = digit;
  for (let letter = 0; letter < 6; letter++) values[97 + letter] = 10 + letter;
  return values;
}

/** Packs lower-case hex digits two to a byte. False at any other character. */
export function packHex(bytes: Uint8Array, start: number, end: number, target: Uint8Array, to: number): boolean {
  let wrong = 0;
  for (let from = start, at = to; from + 1 < end; from += 2, at++) {
    const high = VALUES[bytes[from]!]!;
    const low = VALUES[bytes[from + 1]!]!;
    wrong |= high | low;
    target[at] = (high << 4) | low;
  }
  return wrong <= 15;
}

/** Whether the bytes `[start, end)` are lower-case hex digits. */
export function isHex(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (VALUES[bytes[at]!]! > 15) return false;
  return true;
}

/** The hex digits of `width` bytes, lower case. */
export function unpackHex(bytes: Uint8Array, start: number, width: number): string {
  let text = '';
  for (let i = start; i < start + width; i++) text += HEX_DIGITS[bytes[i]!]!;
  return text;
}
