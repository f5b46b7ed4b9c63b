/** The two lower-case digits of each byte. */
const HEX_DIGITS: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

const VALUES = buildValues();
const ALL_HIGH_BITS = 0x80808080 | 0;

function buildValues(): Uint8Array {
  const values = new Uint8Array(256).fill(255);
  for (let digit = 0; digit < 10; digit++) values[48 + digit] = digit;
  for (let letter = 0; letter < 6; letter++) values[97 + letter] = 10 + letter;
  return values;
}

/** Packs an even number of lower-case hex digits two to a byte, four digits at a time. False at any other character. */
export function packHex(source: DataView, start: number, end: number, target: Uint8Array, to: number): boolean {
  let from = start;
  let at = to;
  for (const last = end - 4; from <= last; from += 4, at += 2) {
    const word = source.getInt32(from, true);
    // A sum reaches the highest bit of a byte where the character is not below the first one of its range, or is above the last.
    const digits = (word + 0x50505050) & ~(word + 0x46464646);
    const letters = (word + 0x1f1f1f1f) & ~(word + 0x19191919);
    if (((digits | letters) & ~word & 0x80808080) !== ALL_HIGH_BITS) return false;
    const values = (word & 0x0f0f0f0f) + ((word >>> 6) & 0x01010101) * 9;
    const pairs = (values << 4) | (values >>> 8);
    target[at] = pairs;
    target[at + 1] = pairs >>> 16;
  }
  if (from + 1 >= end) return true;
  const high = VALUES[source.getUint8(from)]!;
  const low = VALUES[source.getUint8(from + 1)]!;
  target[at] = (high << 4) | low;
  return (high | low) <= 15;
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
