import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeStringAt, quoteString } from './string-literal.ts';

const decode = (text: string): string | undefined => {
  const literal = decodeStringAt(text, 0);
  return literal === undefined || literal.end !== text.length ? undefined : literal.value;
};

describe('decodeStringAt', () => {
  it.each([
    ['"a b"', 'a b'],
    ["'a b'", 'a b'],
    ['`a\\n"b"`', 'a\\n"b"'],
    ['`a\r\nb`', 'a\nb'],
    ['"\\a\\b\\f\\n\\r\\t\\v\\\\\\""', '\x07\b\f\n\r\t\v\\"'],
    ["'it\\'s \"so\"'", 'it\'s "so"'],
    ["'a\nb'", 'a\nb'],
    ['"\\xd1\\x82"', 'т'],
    ['"\\321\\202\\u0442\\U0001F600"', 'тт😀'],
    ['"\\xff"', '\ufffd'],
    ["'\\xe9'", 'é'],
    ['""', ''],
    ['"тест 😀"', 'тест 😀'],
  ])('%j', (text, value) => {
    expect(decode(text)).toBe(value);
  });

  it.each([
    '"',
    '"a',
    "'a",
    '`a',
    '"a\nb"',
    '"\\q"',
    '"\\\'"',
    "'\\\"'",
    '"\\x1"',
    '"\\ud800"',
    '"\\400"',
    '"\\',
    "'\\U00110000'",
  ])('refuses %j', (text) => {
    expect(decode(text)).toBeUndefined();
  });

  it('stops at the closing quote', () => {
    expect(decodeStringAt('x"a"b"', 1)).toEqual({ value: 'a', end: 4 });
  });

  it('reads back whatever quoteString writes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(decode(quoteString(text))).toBe(text);
      }),
    );
  });

  it('keeps lone surrogates', () => {
    expect(decode(quoteString('a\ud800b'))).toBe('a\ud800b');
  });
});
