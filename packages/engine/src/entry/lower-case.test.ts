import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lowerCase } from './lower-case.ts';

it('lowers texts in pieces as it lowers them whole', () => {
  const unit = fc.oneof(
    fc.constantFrom('Σ', 'σ', 'ς', 'İ', 'K', 'ß', 'A', ' ', '\u0307', '\ud800'),
    fc.string({ unit: 'binary' }),
  );
  const text = fc.array(unit, { maxLength: 6 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, text, (a, b) => {
      // A surrogate pair is one code point, which no piece may cut.
      fc.pre(`${a.at(-1) ?? ''}${b[0] ?? ''}`.isWellFormed() || !/[\ud800-\udbff]$/.test(a));
      expect(lowerCase(a + b)).toBe(lowerCase(a) + lowerCase(b));
      expect(lowerCase(a)).toBe(Array.from(a, (char) => (char === 'Σ' ? 'σ' : char.toLowerCase())).join(''));
    }),
    { numRuns: 2000 },
  );
});
