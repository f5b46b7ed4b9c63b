import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TextPattern } from '../columns/text-pattern.ts';
import { LITERALS_LENGTH_MAX, LiteralMatcher } from './literal-matcher.ts';

const text = fc.string({
  unit: fc.constantFrom('a', 'b', 'B', ' ', '-', '1', 'é', 'Σ', 'σ', 'İ', '😀'),
  maxLength: 12,
});

const pattern = fc
  .tuple(
    text.filter((value) => value !== ''),
    fc.record({
      wordStart: fc.boolean(),
      wordEnd: fc.boolean(),
      anchorStart: fc.boolean(),
      anchorEnd: fc.boolean(),
      ignoreCase: fc.boolean(),
    }),
    fc.integer({ min: 1, max: 3 }),
  )
  .map(([value, options, length]) => new TextPattern(value.slice(0, length), options));

test('finds exactly the patterns that match by themselves, each once', () => {
  fc.assert(
    fc.property(fc.array(pattern, { maxLength: 12 }), fc.array(text, { maxLength: 5 }), (patterns, texts) => {
      const matcher = new LiteralMatcher(patterns);
      for (const value of texts) {
        const found: number[] = [];
        matcher.match(value, (id) => found.push(id));
        const expected = [...patterns.keys()].filter((id) => patterns[id]!.test(value));
        expect(found.toSorted((a, b) => a - b)).toEqual(expected);
      }
    }),
    { numRuns: 2000 },
  );
});

test('refuses more letters than its table should hold', () => {
  const long = new TextPattern('x'.repeat(LITERALS_LENGTH_MAX));
  expect(() => new LiteralMatcher([long])).toThrow(RangeError);
  const letters = new TextPattern(String.fromCharCode(...Array.from({ length: 256 }, (_, i) => 0x4e00 + i)));
  expect(() => new LiteralMatcher([letters])).toThrow(RangeError);
});
