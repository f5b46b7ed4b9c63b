import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FieldDictionary } from './field-dictionary.ts';

function codeOf(dictionary: FieldDictionary, text: string): number {
  // Not at the start of the bytes, and not at their end.
  const bytes = Buffer.from(`..${text}!`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return dictionary.codeOf(view, 2, bytes.length - 1);
}

const textOf = (dictionary: FieldDictionary, code: number): string => Buffer.from(dictionary.bytesOf(code)).toString();

describe('FieldDictionary', () => {
  it('numbers distinct values in order of first appearance', () => {
    const texts = fc.array(
      fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('', 'a', 'ab', 'abc', 'abcd', 'abce', 'abcde', 'xbcde')),
    );
    fc.assert(
      fc.property(texts, (values) => {
        const dictionary = new FieldDictionary();
        const known = new Map<string, number>();
        for (const value of values) {
          if (!known.has(value)) known.set(value, known.size);
          expect(codeOf(dictionary, value)).toBe(known.get(value));
        }
        expect(dictionary.count).toBe(known.size);
        for (const [value, code] of known) {
          expect(textOf(dictionary, code)).toBe(value);
          expect(dictionary.lengthOf(code)).toBe(Buffer.byteLength(value));
        }
      }),
    );
  });

  it('holds no more than 1,024 values, but goes on to know them', () => {
    const dictionary = new FieldDictionary();
    for (let i = 0; i < 1024; i++) expect(codeOf(dictionary, `value ${i}`)).toBe(i);
    expect(codeOf(dictionary, 'one more')).toBe(-1);
    expect(codeOf(dictionary, 'value 7')).toBe(7);
  });

  it('holds no value of more than 64 bytes', () => {
    const dictionary = new FieldDictionary();
    expect(codeOf(dictionary, 'x'.repeat(65))).toBe(-1);
    expect(codeOf(dictionary, 'x'.repeat(64))).toBe(0);
  });

  it('forgets its values when it is trimmed and half full', () => {
    const dictionary = new FieldDictionary();
    for (let i = 0; i < 511; i++) codeOf(dictionary, `value ${i}`);
    dictionary.trim();
    expect(codeOf(dictionary, 'value 510')).toBe(510);
    expect(codeOf(dictionary, 'value 511')).toBe(511);
    dictionary.trim();
    expect(codeOf(dictionary, 'value 511')).toBe(0);
    expect(codeOf(dictionary, 'value 0')).toBe(1);
  });
});
