import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BYTE_CLASS, DIGIT_CHAR, NON_ASCII } from '../bytes/words.ts';
import { byteRangesOf, decodeText } from './byte-ranges.ts';
import { logTexts, VARIABLES, variableTexts, wildTexts } from './log-texts.test-support.ts';
import { type TemplateTokens, tokenizeTemplates } from './template-tokenizer.ts';

/** A text's constant pieces and variables, by regular expression. */
function naiveTokens(text: string): { pieces: string[]; variables: string[] } {
  const pieces: string[] = [];
  const variables: string[] = [];
  let constant = '';
  let end = 0;
  for (const { 0: word, index } of text.matchAll(/[\p{L}\p{Nd}_]+/gu)) {
    constant += text.slice(end, index);
    end = index + word.length;
    if (!/\p{Nd}/u.test(word)) constant += word;
    else {
      pieces.push(constant);
      constant = '';
      variables.push(word);
    }
  }
  pieces.push(constant + text.slice(end));
  return { pieces, variables };
}

/** The classes of a variable's bytes, ORed; a digit outside ASCII counts as a digit, too. */
function naiveClasses(variable: string): number {
  return [...variable].reduce((seen, char) => {
    const own = char.codePointAt(0)! < 128 ? BYTE_CLASS[char.codePointAt(0)!]! : NON_ASCII;
    return seen | own | (/\p{Nd}/u.test(char) ? DIGIT_CHAR : 0);
  }, 0);
}

function checkTokens(tokens: TemplateTokens, texts: readonly string[]): void {
  const { bytes } = tokens.ranges;
  const known = new Map<string, number>();
  texts.forEach((text, i) => {
    const { pieces, variables } = naiveTokens(text);
    const code = tokens.codes[i]!;
    expect(tokens.templates.pieces(code)).toEqual(pieces);
    expect(tokens.templates.variableCount(code)).toBe(variables.length);
    // Templates are numbered in order of first appearance, each once.
    const key = JSON.stringify(pieces);
    if (!known.has(key)) known.set(key, known.size);
    expect(code).toBe(known.get(key));
    const first = tokens.firstVariable[i]!;
    expect(tokens.firstVariable[i + 1]! - first).toBe(variables.length);
    variables.forEach((variable, offset) => {
      const at = first + offset;
      expect(decodeText(bytes, tokens.variables.starts[at]!, tokens.variables.ends[at]!)).toBe(variable);
      expect(tokens.variables.classes[at]).toBe(naiveClasses(variable));
      if (/^[0-9]{1,9}$/.test(variable)) expect(tokens.variables.numbers[at]).toBe(Number(variable));
    });
  });
  expect(tokens.templates.count).toBe(known.size);
}

describe('tokenizeTemplates', () => {
  it('finds the words with a digit, as a regular expression does', () => {
    const texts = fc.oneof(
      logTexts,
      logTexts,
      wildTexts,
      ...Object.values(VARIABLES).map((make) => variableTexts(make)),
    );
    fc.assert(
      fc.property(texts, (values) => checkTokens(tokenizeTemplates(byteRangesOf(values))!, values)),
      { numRuns: 400 },
    );
  });

  it('is not misled by texts of one length that begin alike', () => {
    const atoms = fc.constantFrom('ab', 'b', '1', 'x1', 'a1b', '12', ' ', '-', ': ', 'é', '€', '٣', 'Ⅷ');
    const text = fc.array(atoms, { maxLength: 8 }).map((parts) => {
      const body = `${parts.slice(0, 1).join('')}user${parts.join('')}`;
      return body + '.'.repeat(Math.max(0, 40 - Buffer.byteLength(body)));
    });
    const texts = fc
      .uniqueArray(text, { minLength: 1, maxLength: 5 })
      .chain((few) => fc.array(fc.constantFrom(...few), { minLength: 1, maxLength: 40 }));
    fc.assert(
      fc.property(texts, (values) => checkTokens(tokenizeTemplates(byteRangesOf(values))!, values)),
      { numRuns: 400 },
    );
  });

  it('does so for every character beside letters and digits', () => {
    const texts: string[] = [];
    for (let codePoint = 0; codePoint < 0x11000; codePoint += codePoint < 0x3000 ? 1 : 61) {
      const char = String.fromCodePoint(codePoint).toWellFormed();
      texts.push(`a${char}`, `${char}1`, `a${char}1 ${char}`);
    }
    for (let from = 0; from < texts.length; from += 240) {
      const values = texts.slice(from, from + 240);
      checkTokens(tokenizeTemplates(byteRangesOf(values))!, values);
    }
  });

  it('takes texts from anywhere in a larger array', () => {
    const ranges = byteRangesOf(['id=1 ', 'skip', 'id=22']);
    const part = {
      ...ranges,
      starts: Int32Array.of(ranges.starts[2]!, 0),
      ends: Int32Array.of(ranges.ends[2]!, 4),
      count: 2,
    };
    checkTokens(tokenizeTemplates(part)!, ['id=22', 'id=1']);
  });

  it('holds more variables and templates than its tables at first', () => {
    const long = Array.from({ length: 40_000 }, (_, i) => i).join(' ');
    checkTokens(tokenizeTemplates(byteRangesOf([long, 'x 1', long]))!, [long, 'x 1', long]);
    const word = (n: number): string => n.toString(26).replaceAll(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)]!);
    const many = Array.from({ length: 3000 }, (_, i) => `${word(i)} ${i}`).flatMap((text) => [text, text, text]);
    checkTokens(tokenizeTemplates(byteRangesOf(many))!, many);
  });

  it('gives up when templates do not repeat', () => {
    const word = (n: number): string => Array.from(String(n), (digit) => 'abcdefghij'[Number(digit)]).join('');
    const unlike = Array.from({ length: 300 }, (_, i) => `${word(i)} failed`);
    expect(tokenizeTemplates(byteRangesOf(unlike))).toBeNull();
    checkTokens(tokenizeTemplates(byteRangesOf(unlike.slice(0, 200)))!, unlike.slice(0, 200));
  });
});
