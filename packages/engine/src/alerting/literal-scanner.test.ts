import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TextPattern } from '../columns/text-pattern.ts';
import { LiteralScanner } from './literal-scanner.ts';

const letters = fc.constantFrom('a', 'b', 'B', 'k', ' ', '-', '1', 'é', 'K', 'İ', '😀');
const text = fc.string({ unit: letters, maxLength: 12 });
const literal = fc.string({ unit: letters, minLength: 1, maxLength: 4 });

/** Texts back to back, as columns have them. */
function packed(texts: readonly string[]): { bytes: Uint8Array; offsets: Uint32Array } {
  const parts = texts.map((each) => Buffer.from(each));
  const offsets = Uint32Array.from({ length: parts.length + 1 }, (_, i) =>
    parts.slice(0, i).reduce((sum, part) => sum + part.length, 0),
  );
  return { bytes: Buffer.concat(parts), offsets };
}

test('leaves out no text that contains a literal, and of ASCII texts takes no other', () => {
  fc.assert(
    fc.property(fc.array(literal, { maxLength: 8 }), fc.array(text, { maxLength: 8 }), (literals, texts) => {
      const scanner = LiteralScanner.of(literals);
      const hasAscii = literals.every((each) => /[\0-\x7f]/.test(each));
      expect(scanner !== null).toBe(hasAscii);
      if (scanner === null) return;
      const { bytes, offsets } = packed(texts);
      const found = new Set(scanner.candidates(bytes, offsets));
      for (const [index, each] of texts.entries()) {
        if (literals.some((one) => new TextPattern(one, { ignoreCase: true }).test(each)))
          expect(found).toContain(index);
      }
      const ascii = /^[\0-\x7f]*$/;
      if (!literals.every((each) => ascii.test(each))) return;
      for (const index of found) {
        const each = texts[index]!;
        const isFound = literals.some((one) => each.toLowerCase().includes(one.toLowerCase()));
        expect(isFound || !ascii.test(each)).toBe(true);
      }
    }),
    { numRuns: 1000 },
  );
});

test('looks for the beginning of a long literal', () => {
  const scanner = LiteralScanner.of(['connection refused by peer'])!;
  const { bytes, offsets } = packed(['a Connection refused by peer', 'connection lost', 'connection refused']);
  expect(scanner.candidates(bytes, offsets)).toEqual([0, 2]);
});
