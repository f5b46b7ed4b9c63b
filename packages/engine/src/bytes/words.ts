/**
 * What a word is, in storage and in queries alike: a run of Unicode letters (`\p{L}`), decimal digits (`\p{Nd}`) and `_`.
 * A word with a decimal digit is a variable of its template, one without belongs to the template's constant text.
 */

const WORD = /[\p{L}\p{Nd}_]/u;
const DIGIT = /\p{Nd}/u;
const WORD_RUNS = /[\p{L}\p{Nd}_]+/gu;

/** The kinds of code points. `MARK` values are flags that a scan may OR together over a word. */
export const SEPARATOR = 0;
export const LETTER = 1;
export const DIGIT_CHAR = 2;
export const HEX_LOWER = 4;
export const HEX_UPPER = 8;
export const NON_ASCII = 128;

/** The class of each byte of UTF-8 text; bytes of multi-byte characters are `NON_ASCII` and need `classOfCodePoint`. */
export const BYTE_CLASS: Uint8Array = buildByteClasses();

function buildByteClasses(): Uint8Array {
  const classes = new Uint8Array(256);
  for (let byte = 0; byte < 128; byte++) {
    const char = String.fromCharCode(byte);
    if (/[0-9]/.test(char)) classes[byte] = DIGIT_CHAR;
    else if (/[a-f]/.test(char)) classes[byte] = HEX_LOWER;
    else if (/[A-F]/.test(char)) classes[byte] = HEX_UPPER;
    else if (/[G-Zg-z_]/.test(char)) classes[byte] = LETTER;
  }
  classes.fill(NON_ASCII, 128);
  return classes;
}

const nonAsciiClasses = new Map<number, number>();

/** `SEPARATOR`, `LETTER` or `DIGIT_CHAR` (hex letters have classes of their own) for any code point. */
export function classOfCodePoint(codePoint: number): number {
  if (codePoint < 128) return BYTE_CLASS[codePoint]!;
  let kind = nonAsciiClasses.get(codePoint);
  if (kind === undefined) {
    const char = String.fromCodePoint(codePoint);
    kind = DIGIT.test(char) ? DIGIT_CHAR : WORD.test(char) ? LETTER : SEPARATOR;
    nonAsciiClasses.set(codePoint, kind);
  }
  return kind;
}

/** Whether a code point can stand in a word. */
export function isWordCodePoint(codePoint: number): boolean {
  return classOfCodePoint(codePoint) !== SEPARATOR;
}

/** Whether a text holds a decimal digit of any script, that is: whether a word is a variable. */
export function hasDigit(text: string): boolean {
  return DIGIT.test(text);
}

/** The words of a text in order, repeated ones repeated. */
export function wordsOf(text: string): string[] {
  return text.match(WORD_RUNS) ?? [];
}

/** Whether the whole of a non-empty text is one word. */
export function isWord(text: string): boolean {
  return /^[\p{L}\p{Nd}_]+$/u.test(text);
}

/** Whether a match of `[start, end)` in `text` is bounded by word boundaries on both sides (offsets in UTF-16 units). */
export function isWholeWordAt(text: string, start: number, end: number): boolean {
  return (
    !joins(codePointBefore(text, start), text.codePointAt(start)) &&
    !joins(codePointBefore(text, end), text.codePointAt(end))
  );
}

function joins(left: number | undefined, right: number | undefined): boolean {
  return left !== undefined && right !== undefined && isWordCodePoint(left) && isWordCodePoint(right);
}

function codePointBefore(text: string, index: number): number | undefined {
  if (index <= 0) return undefined;
  const unit = text.charCodeAt(index - 1);
  const isLowSurrogate = unit >= 0xdc00 && unit <= 0xdfff;
  if (!isLowSurrogate || index < 2) return unit;
  const pair = text.codePointAt(index - 2)!;
  return pair > 0xffff ? pair : unit;
}

/**
 * Whether `phrase` stands in `text` with no word running over either of its ends (LogsQL's phrase filter).
 * The empty phrase stands nowhere. Case-sensitive.
 */
export function containsPhrase(text: string, phrase: string): boolean {
  if (phrase === '') return false;
  for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + 1)) {
    if (isWholeWordAt(text, at, at + phrase.length)) return true;
  }
  return false;
}
