import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quotedPrefix } from './quoted-text.ts';

test.each([
  ['"a b" c', 'a b', 5],
  ['`a\\n"b` c', 'a\\n"b', 7],
  ['""', '', 2],
  ['"\\x41\\u00e9\\U0001f600\\101\\t\\""', 'Aé😀A\t"', 30],
  ['"\\xc3\\xa9"', 'é', 10],
])('%s begins with a quoted text', (text, unquoted, length) => {
  expect(quotedPrefix(text)).toEqual({ text: unquoted, length });
});

test.each(['', 'a', '"a', '`a', '"a\nb"', '"\\q"', '"\\400"', '"\\ud800"', '"a\\"'])('%j begins with none', (text) => {
  expect(quotedPrefix(text)).toBeNull();
});

test('every text comes back from its JSON', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, behind) => {
      const json = JSON.stringify(text);
      expect(quotedPrefix(json + behind)).toEqual({ text, length: json.length });
    }),
  );
});
