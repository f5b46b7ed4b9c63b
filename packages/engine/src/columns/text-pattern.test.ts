import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textAndPiece } from '../bytes/code-points.test-support.ts';
import { naiveMatch } from './column-cases.test-support.ts';
import { TextPattern, type TextPatternOptions } from './text-pattern.ts';

const options = fc.record({
  wordStart: fc.boolean(),
  wordEnd: fc.boolean(),
  anchorStart: fc.boolean(),
  anchorEnd: fc.boolean(),
  ignoreCase: fc.boolean(),
});

describe('TextPattern', () => {
  it('finds what a search at every position finds, with every combination of options', () => {
    fc.assert(
      fc.property(
        textAndPiece,
        options,
        fc.constantFrom('as it is', 'upper', 'lower'),
        ([text, piece], given, spelling) => {
          fc.pre(piece !== '');
          const needle =
            spelling === 'upper' ? piece.toUpperCase() : spelling === 'lower' ? piece.toLowerCase() : piece;
          expect(new TextPattern(needle, given).test(text)).toBe(naiveMatch(text, needle, given));
        },
      ),
      { numRuns: 3000 },
    );
  });

  const ignoreCase = { ignoreCase: true };
  const word = { wordStart: true, wordEnd: true };
  const cases: [string, string, TextPatternOptions, boolean][] = [
    ['Disk FULL', 'full', ignoreCase, true],
    ['Disk FULL', 'full', {}, false],
    ['ΟΔΟΣ', 'οδοσ', ignoreCase, true],
    // A small final sigma is another letter: only a capital is lowered without its context.
    ['ΟΔΟΣ', 'οδος', ignoreCase, false],
    ['οδος', 'ΟΔΟΣ', ignoreCase, false],
    ['\u212aelvin', 'kelvin', ignoreCase, true],
    ['STRASSE', 'straße', ignoreCase, false],
    // İ becomes i and a combining dot, which is no word character.
    ['İ', 'i\u0307', ignoreCase, true],
    ['İd', 'i', { ...ignoreCase, ...word }, true],
    ['İd', 'd', { ...ignoreCase, ...word }, true],
    ['İd', 'd', word, false],
    ['ab abc', 'abc', word, true],
    ['abc', 'ab', word, false],
    ['abc', 'ab', { wordStart: true }, true],
    ['abc ', 'abc', { anchorEnd: true }, false],
    [' abc', 'abc', { anchorStart: true }, false],
    ['aab', 'ab', { anchorEnd: true }, true],
  ];
  it.each(cases)('in %j finds %j with %j: %j', (text, needle, given, expected) => {
    expect(new TextPattern(needle, given).test(text)).toBe(expected);
  });

  it('knows whether it is one word', () => {
    for (const text of ['a', 'a1', '日本', '𝒳', '_']) expect(new TextPattern(text).isOneWord).toBe(true);
    for (const text of ['a b', '-', 'e\u0301', ' a', '😀']) expect(new TextPattern(text).isOneWord).toBe(false);
    expect(new TextPattern('İ').isOneWord).toBe(true);
    expect(new TextPattern('İ', ignoreCase).isOneWord).toBe(false);
  });
});
