import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteReader, MalformedBytesError } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';
import { wordsOf } from '../bytes/words.ts';
import { lowerCase } from '../entry/lower-case.ts';
import { InvertedIndex } from './inverted-index.ts';

const word = fc.constantFrom(
  'a',
  'b',
  'ab',
  'A',
  'aB',
  'AB',
  'İb',
  'É',
  'ΣΑΣ',
  'σας',
  'é',
  'Ω',
  '日本',
  '𝒳',
  'x1',
  '_',
  'constructor',
  '__proto__',
);
const piece = fc
  .array(fc.oneof(word, fc.constantFrom(' ', '-', '\0', '😀')), { maxLength: 6 })
  .map((parts) => parts.join(''));
const texts = fc.array(fc.array(piece, { minLength: 1, maxLength: 3 }), { maxLength: 20 });

function written(index: InvertedIndex): Uint8Array {
  const out = new ByteWriter(16);
  Array.from(index.writing(out, 1));
  return out.toBytes();
}

/** The pieces of a text have a byte between them that no UTF-8 holds. */
function indexOf(given: readonly (readonly string[])[]): InvertedIndex {
  const encoded = given.map((pieces) => Buffer.concat(pieces.flatMap((text) => [MARK, Buffer.from(text)]).slice(1)));
  const offsets = new Uint32Array(given.length + 1);
  encoded.forEach((bytes, i) => {
    offsets[i + 1] = offsets[i]! + bytes.length;
  });
  return InvertedIndex.build(new Uint8Array(Buffer.concat(encoded)), offsets);
}

const MARK = Uint8Array.of(0xff);

test('a word is found in the texts that hold it, also after it was written and read', () => {
  fc.assert(
    fc.property(texts, (given) => {
      const index = indexOf(given);
      const source = new ByteReader(written(index));
      const read = InvertedIndex.read(source, given.length);
      expect(source.remaining).toBe(0);
      const words = new Set(given.flat().flatMap((text) => [...wordsOf(text)]));
      expect(index.allWords()).toEqual([...words].sort());
      expect(index.wordCount).toBe(words.size);
      for (const wanted of [...words, 'absent', '', '~']) {
        const expected = given.flatMap((pieces, id) =>
          pieces.some((text) => [...wordsOf(text)].includes(wanted)) ? [id] : [],
        );
        expect(Array.from(index.lookup(wanted))).toEqual(expected);
        expect(Array.from(read.lookup(wanted))).toEqual(expected);
        const lower = lowerCase(wanted);
        const holdLower = given.flatMap((pieces, id) =>
          pieces.some((text) => wordsOf(lowerCase(text)).includes(lower)) ? [id] : [],
        );
        expect([...new Set(read.lookupLower(lower))].sort((a, b) => a - b)).toEqual(holdLower);
      }
    }),
  );
});

test('damaged bytes are refused, or are an index over texts that there are', () => {
  fc.assert(
    fc.property(texts, fc.nat(), fc.nat(7), fc.boolean(), (given, place, bit, isCut) => {
      const bytes = written(indexOf(given));
      const at = place % bytes.length;
      const damaged = isCut ? bytes.slice(0, at) : bytes.slice();
      if (!isCut) damaged[at]! ^= 1 << bit;
      try {
        const index = InvertedIndex.read(new ByteReader(damaged), given.length);
        for (const each of index.allWords()) {
          for (const id of index.lookup(each)) expect(id).toBeLessThan(given.length);
        }
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedBytesError);
      }
    }),
    { numRuns: 500 },
  );
});
