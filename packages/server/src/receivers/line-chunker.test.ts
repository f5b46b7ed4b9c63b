import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LEFT_OUT, LineChunker } from './line-chunker.ts';

const LINE_BYTES_MAX = 8;
const MARK = String.fromCharCode(LEFT_OUT);

/** The lines that come of pieces, in one text; and how many were left out. */
function cut(pieces: readonly string[], chunkBytes: number, marksLeftOut: boolean): { text: string; skipped: number } {
  const chunker = new LineChunker(chunkBytes, LINE_BYTES_MAX, { marksLeftOut });
  // Sometimes what is held is wanted before there is a chunk of it.
  const next = (piece: string): Uint8Array[] => {
    const chunk = chunker.push(Buffer.from(piece));
    return [chunk, piece.length % 3 === 0 ? chunker.take() : undefined].filter((each) => each !== undefined);
  };
  const chunks = [...pieces.flatMap(next), chunker.end()];
  const texts = chunks.map((chunk) => Buffer.from(chunk ?? []).toString());
  for (const text of texts.slice(0, -1)) expect(text === '' || text.endsWith('\n')).toBe(true);
  return { text: texts.join(''), skipped: chunker.skippedLines };
}

test('lines come out as they went in, but for those that are too long, however the stream is cut', () => {
  const line = fc.oneof(
    { weight: 5, arbitrary: fc.string({ maxLength: 8 }) },
    fc.string({ minLength: 9, maxLength: 40 }),
  );
  const lines = fc.array(
    line.map((one) => one.replace(/[\n\0]/g, '_')),
    { minLength: 1 },
  );
  fc.assert(
    fc.property(
      lines,
      fc.array(fc.nat(20)),
      fc.integer({ min: 1, max: 60 }),
      fc.boolean(),
      (all, lengths, chunkBytes, marks) => {
        const stream = all.join('\n');
        const pieces: string[] = [];
        let at = 0;
        for (const length of lengths) {
          pieces.push(stream.slice(at, at + length));
          at += length;
        }
        pieces.push(stream.slice(at));
        const { text, skipped } = cut(pieces, chunkBytes, marks);
        const isLong = (one: string): boolean => one.length > LINE_BYTES_MAX;
        const expected = marks ? all.map((one) => (isLong(one) ? MARK : one)) : all.filter((one) => !isLong(one));
        // Whether an empty line or none stands at the end means nothing.
        expect(text.replace(/\n+$/, '')).toBe(expected.join('\n').replace(/\n+$/, ''));
        expect(skipped).toBe(all.filter(isLong).length);
      },
    ),
    { numRuns: 500 },
  );
});
