import { classOfCodePoint } from '../../bytes/words.ts';

const PLACEHOLDER = '<N>';
/** Shorter hexadecimal numbers are taken for words: `be`, `abc`. */
const HEX_DIGITS_MIN = 4;

const NOT_HEX = 0;
const DECIMAL = 1;
const HEX_LETTER = 2;

/** The digits of hexadecimal numbers, by ASCII code. */
const DIGIT_KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  return /[0-9]/.test(char) ? DECIMAL : /[a-fA-F]/.test(char) ? HEX_LETTER : NOT_HEX;
});

/** A number may begin behind these letters, as in `v1`, `x1f` and `T12`. */
const BEFORE_NUMBER = new Set('TXxvshm');
/** A number may end before these letters, as in `5s`, `12Z` and `3µs`. */
const AFTER_NUMBER = new Set('TZsmh\u03bcun');

/**
 * The text with `<N>` for each decimal number and each hexadecimal one of at least four and an even number of digits.
 * A number is a whole word, but for units and the like beside it.
 */
export function collapseNumbers(text: string): string {
  let result = '';
  let copied = 0;
  for (let at = 0; at < text.length; at++) {
    let kinds = kindAt(text, at);
    if (kinds === NOT_HEX) continue;
    const start = at;
    for (at++; at < text.length; at++) {
      const kind = kindAt(text, at);
      if (kind === NOT_HEX) break;
      kinds |= kind;
    }
    if (isNumber(kinds, at - start) && mayStart(text, start) && mayEnd(text, at)) {
      result += text.slice(copied, start) + PLACEHOLDER;
      copied = at;
    }
  }
  return copied === 0 ? text : result + text.slice(copied);
}

function kindAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? DIGIT_KINDS[code]! : NOT_HEX;
}

function isNumber(kinds: number, length: number): boolean {
  return (kinds & HEX_LETTER) === 0 || (length >= HEX_DIGITS_MIN && length % 2 === 0);
}

function mayStart(text: string, start: number): boolean {
  if (start === 0) return true;
  return BEFORE_NUMBER.has(text[start - 1]!) || classOfCodePoint(codePointBefore(text, start)) === 0;
}

function mayEnd(text: string, end: number): boolean {
  return end === text.length || AFTER_NUMBER.has(text[end]!) || classOfCodePoint(text.codePointAt(end)!) === 0;
}

function codePointBefore(text: string, index: number): number {
  const unit = text.charCodeAt(index - 1);
  const isLowSurrogate = unit >= 0xdc00 && unit <= 0xdfff;
  return isLowSurrogate && index > 1 ? text.codePointAt(index - 2)! : unit;
}

/** What stands for several collapsed numbers, from the longest on; the last part of a pattern is taken along. */
const PRETTY: readonly (readonly [RegExp, string])[] = [
  [/<N>-<N>-<N>-<N>-<N>/g, '<UUID>'],
  [/<N>\.<N>\.<N>\.<N>/g, '<IP4>'],
  [/<N>:<N>:<N>(?:[.,]<N>)?/g, '<TIME>'],
  [/<N>-<N>-<N>/g, '<DATE>'],
  [/<N>\/<N>\/<N>/g, '<DATE>'],
  [/<DATE>[T ]<TIME>(?:Z|[-+]<N>:<N>)?/g, '<DATETIME>'],
];

/** The collapsed text with `<UUID>`, `<IP4>`, `<TIME>`, `<DATE>` and `<DATETIME>` for what looks like one. */
export function prettifyNumbers(collapsed: string): string {
  if (!collapsed.includes(PLACEHOLDER)) return collapsed;
  return PRETTY.reduce((text, [pattern, name]) => text.replace(pattern, name), collapsed);
}
