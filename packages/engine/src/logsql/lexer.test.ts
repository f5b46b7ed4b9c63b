import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lex } from './lexer.ts';

const texts = (text: string): string[] => lex(text).map((token) => token.text);

describe('lex', () => {
  it('splits words, strings and symbols', () => {
    expect(texts('foo.bar:~"a b" !=x !~y =~ (*)')).toEqual([
      'foo.bar',
      ':',
      '~',
      'a b',
      '!=',
      'x',
      '!~',
      'y',
      '=~',
      '(',
      '*',
      ')',
      '',
    ]);
  });

  it('takes letters and digits of every script as parts of words', () => {
    expect(texts('სფერო:τιμή_٣ 𝒜b—c')).toEqual(['სფერო', ':', 'τιμή_٣', '𝒜b', '—', 'c', '']);
  });

  it('takes comments for white space', () => {
    const tokens = lex('a#b "c\nd # e');
    expect(tokens.map((token) => token.text)).toEqual(['a', 'd', '']);
    expect(tokens[1]?.spaceBefore).toBe(true);
    expect(texts('"a # b"')).toEqual(['a # b', '']);
  });

  it('tells where each token stands, in UTF-16 units', () => {
    const [first, second, end] = lex('  😀 "é"');
    expect(first).toMatchObject({ kind: 'symbol', text: '😀', start: 2, end: 4, spaceBefore: true });
    expect(second).toMatchObject({ kind: 'string', text: 'é', start: 5, end: 8, spaceBefore: true });
    expect(end).toMatchObject({ kind: 'end', start: 8, end: 8, spaceBefore: false });
  });

  it('gives strings no keyword', () => {
    expect(lex('AND "AND"').map((token) => token.keyword)).toEqual(['and', '', '']);
  });

  it('makes a symbol of a quote that begins no string', () => {
    expect(lex('"a').map((token) => token.kind)).toEqual(['symbol', 'word', 'end']);
    expect(texts("it's")).toEqual(['it', "'", 's', '']);
  });

  it('covers the text in order whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        let at = 0;
        for (const token of lex(text)) {
          expect(token.start).toBeGreaterThanOrEqual(at);
          expect(token.end > token.start || token.kind === 'end').toBe(true);
          at = token.end;
        }
        expect(at).toBe(text.length);
      }),
    );
  });
});
