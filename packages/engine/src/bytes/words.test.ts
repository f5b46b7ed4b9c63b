import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyTexts, textAndPiece } from './code-points.test-support.ts';
import {
  BYTE_CLASS,
  classOfCodePoint,
  containsPhrase,
  DIGIT_CHAR,
  HEX_LOWER,
  HEX_UPPER,
  hasDigit,
  isWholeWordAt,
  isWord,
  isWordCodePoint,
  LETTER,
  NON_ASCII,
  SEPARATOR,
  wordsOf,
} from './words.ts';

const isWordChar = (char: string | undefined): boolean => char !== undefined && /^[\p{L}\p{Nd}_]$/u.test(char);

/** The words, gathered character by character. */
function naiveWords(text: string): string[] {
  const words: string[] = [];
  let word = '';
  for (const char of [...text, ' ']) {
    if (isWordChar(char)) word += char;
    else if (word !== '') {
      words.push(word);
      word = '';
    }
  }
  return words;
}

function naivePhrase(text: string, phrase: string): boolean {
  const chars = [...text];
  const wanted = [...phrase];
  if (wanted.length === 0) return false;
  return chars.some((_, at) => {
    const end = at + wanted.length;
    if (!wanted.every((char, i) => chars[at + i] === char)) return false;
    const joins = (position: number): boolean => isWordChar(chars[position - 1]) && isWordChar(chars[position]);
    return !joins(at) && !joins(end);
  });
}

describe('classes', () => {
  it('of ASCII bytes', () => {
    for (let byte = 0; byte < 256; byte++) {
      const char = String.fromCharCode(byte);
      let expected = SEPARATOR;
      if (byte >= 128) expected = NON_ASCII;
      else if (/\d/.test(char)) expected = DIGIT_CHAR;
      else if (/[a-f]/.test(char)) expected = HEX_LOWER;
      else if (/[A-F]/.test(char)) expected = HEX_UPPER;
      else if (/\w/.test(char)) expected = LETTER;
      expect(BYTE_CLASS[byte]).toBe(expected);
    }
  });

  it('of every code point of the basic plane and of others', () => {
    const kindOf = (codePoint: number): number => {
      const char = String.fromCodePoint(codePoint);
      if (codePoint < 128) return BYTE_CLASS[codePoint]!;
      return /\p{Nd}/u.test(char) ? DIGIT_CHAR : isWordChar(char) ? LETTER : SEPARATOR;
    };
    const wrong: number[] = [];
    for (let codePoint = 0; codePoint < 0x20000; codePoint++) {
      if (classOfCodePoint(codePoint) !== kindOf(codePoint)) wrong.push(codePoint);
      // The second answer comes from the cache.
      if (isWordCodePoint(codePoint) !== (kindOf(codePoint) !== SEPARATOR)) wrong.push(codePoint);
    }
    expect(wrong).toEqual([]);
    expect([0x1d7d8, 0x10ffff, 0xd800, 0x0307].map(classOfCodePoint)).toEqual([
      DIGIT_CHAR,
      SEPARATOR,
      SEPARATOR,
      SEPARATOR,
    ]);
  });
});

describe('words', () => {
  it('are the runs of letters, digits and _', () => {
    fc.assert(
      fc.property(anyTexts, (text) => {
        expect(wordsOf(text)).toEqual(naiveWords(text));
        expect(isWord(text)).toBe(text !== '' && [...text].every(isWordChar));
        expect(hasDigit(text)).toBe([...text].some((char) => /\p{Nd}/u.test(char)));
      }),
      { numRuns: 1000 },
    );
  });

  it('end where a position between two characters is no longer inside one', () => {
    fc.assert(
      fc.property(anyTexts, fc.nat(12), fc.nat(12), (text, from, to) => {
        const chars = [...text];
        const [start, end] = [Math.min(from, chars.length), Math.min(to, chars.length)];
        const offset = (position: number): number => chars.slice(0, position).join('').length;
        const joins = (position: number): boolean => isWordChar(chars[position - 1]) && isWordChar(chars[position]);
        expect(isWholeWordAt(text, offset(start), offset(end))).toBe(!joins(start) && !joins(end));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('containsPhrase', () => {
  it('finds a phrase that no word runs over', () => {
    fc.assert(
      fc.property(textAndPiece, ([text, phrase]) => {
        fc.pre(phrase.isWellFormed() && text.isWellFormed());
        expect(containsPhrase(text, phrase)).toBe(naivePhrase(text, phrase));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['error: disk', 'error', true],
    ['errors', 'error', false],
    ['error error2', 'error', true],
    ['xerror error', 'error', true],
    ['a b', ' ', true],
    ['naïve', 'na', false],
    ['e\u0301t', 'e', true],
    ['disk', '', false],
    ['', '', false],
    ['٣٤', '٣', false],
    ['𝒳y', '𝒳', false],
    ['😀y', 'y', true],
  ])('%j contains %j: %j', (text, phrase, expected) => {
    expect(containsPhrase(text, phrase)).toBe(expected);
  });
});
