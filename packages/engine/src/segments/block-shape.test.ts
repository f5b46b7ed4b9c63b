import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteReader, MalformedBytesError } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';
import { LEAF } from '../ingest/shape.ts';
import { type BlockShape, readShapes, writeShapes } from './block-shape.ts';

const COLUMNS = 300;
const key = fc.oneof(fc.constantFrom('', 'a', 'é', '\0', '__proto__'), fc.string({ unit: 'binary', maxLength: 4 }));
const leaf = fc.record({
  path: fc.array(
    key.map((text) => text.toWellFormed()),
    { minLength: 1, maxLength: 40 },
  ),
  type: fc.constantFrom(...Object.values(LEAF)),
  column: fc.integer({ min: -1, max: COLUMNS - 1 }),
});
const shape = fc
  .tuple(fc.array(leaf, { maxLength: 20 }), fc.nat())
  .map(([leaves, time]): BlockShape => ({ leaves, timeLeaf: (time % (leaves.length + 1)) - 1 }));
const shapes = fc.array(shape, { maxLength: 5 });

function written(given: readonly BlockShape[]): Uint8Array {
  const out = new ByteWriter(16);
  writeShapes(out, given);
  return out.toBytes();
}

test('shapes come back', () => {
  fc.assert(
    fc.property(shapes, (given) => {
      const bytes = written(given);
      const source = new ByteReader(bytes);
      expect(readShapes(source, COLUMNS)).toEqual(given);
      expect(source.remaining).toBe(0);
    }),
  );
});

test('damaged shapes are refused, or are shapes with columns that there are', () => {
  fc.assert(
    fc.property(shapes, fc.nat(), fc.nat(7), fc.boolean(), (given, place, bit, isCut) => {
      const bytes = written(given);
      const at = place % bytes.length;
      const damaged = isCut ? bytes.slice(0, at) : bytes.slice();
      if (!isCut) damaged[at]! ^= 1 << bit;
      try {
        for (const { leaves, timeLeaf } of readShapes(new ByteReader(damaged), COLUMNS)) {
          expect(timeLeaf).toBeLessThan(leaves.length);
          for (const { path, type, column } of leaves) {
            expect(path.every((name) => typeof name === 'string')).toBe(true);
            expect(Object.values(LEAF)).toContain(type);
            expect(column).toBeLessThan(COLUMNS);
          }
        }
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedBytesError);
      }
    }),
    { numRuns: 1000 },
  );
});
