import { characterLength, codePointAt } from './utf8-characters.ts';
import { BYTE_CLASS, isWordCodePoint, NON_ASCII, SEPARATOR } from './words.ts';

/** A byte that no UTF-8 holds: a word ends there, as at any separator. */
const MARK = 0xff;

/** Where the first word of the UTF-8 text `[from, end)` begins; `end` where there is none. */
export function wordStart(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const kind = BYTE_CLASS[bytes[at]!]!;
    if (kind === SEPARATOR || bytes[at] === MARK) at++;
    else if (kind !== NON_ASCII || isWordCharacter(bytes, at)) return at;
    else at += characterLength(bytes[at]!);
  }
  return end;
}

/** Where the word ends that begins at `from`. */
export function wordEnd(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const kind = BYTE_CLASS[bytes[at]!]!;
    if (kind === SEPARATOR || bytes[at] === MARK) return at;
    if (kind !== NON_ASCII) at++;
    else if (isWordCharacter(bytes, at)) at += characterLength(bytes[at]!);
    else return at;
  }
  return end;
}

function isWordCharacter(bytes: Uint8Array, at: number): boolean {
  return isWordCodePoint(codePointAt(bytes, at, characterLength(bytes[at]!)));
}
