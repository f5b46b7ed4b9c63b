import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nativeFinder } from './native-pattern.ts';
import { RegexpMatches } from './regexp-matches.ts';

const single = fc.constantFrom(
  ...[
    'a',
    'b',
    '1',
    ':',
    ' ',
    'é',
    '.',
    '\\d',
    '\\w',
    '\\s',
    '\\D',
    '\\W',
    '[ab]',
    '[0-9a-f]',
    '[^a]',
    '[^0-9]',
    '\\b',
    '^',
    '$',
  ],
);
const quantifier = fc.constantFrom('', '', '', '*', '+', '{2}', '{1,2}', '{0,3}', '{2,}');
const pattern = fc
  .array(fc.tuple(single, quantifier), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.map(([one, times]) => (/^(?:\\b|\^|\$|\\\\b)$/.test(one) ? one : one + times)).join(''));
const text = fc.array(fc.constantFrom(...'ab12f:. é😀\n'), { maxLength: 12 }).map((characters) => characters.join(''));

test('finds the matches that RE2 finds, whichever engine runs', () => {
  let nativeCount = 0;
  fc.assert(
    fc.property(pattern, text, fc.nat(3), (source, given, limit) => {
      if (nativeFinder(source) !== null) nativeCount++;
      const matches = new RegexpMatches(source);
      // A group keeps a pattern from V8's engine.
      const careful = new RegexpMatches(`(?:${source})`);
      expect(nativeFinder(`(?:${source})`)).toBeNull();
      expect(matches.first(given)).toEqual(careful.first(given));
      const mark = ([match]: readonly string[]): string => `<${match}>`;
      expect(matches.replace(given, mark, limit)).toBe(careful.replace(given, mark, limit));
    }),
    { numRuns: 2000 },
  );
  expect(nativeCount).toBeGreaterThan(500);
}, 60_000);
