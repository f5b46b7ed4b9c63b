import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineCutter } from './line-cutter.ts';
import { countLineEnds, linePieces, linesOf } from './line-pieces.ts';

test('pieces are whole lines, put together the input, and know their place', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', 'bb', '', 'cccccccc', '\r'), { maxLength: 30 }),
      fc.boolean(),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 20 }),
      fc.constantFrom(5, 1000),
      (lines, isEnded, sizes, pieceBytes, lineBytesMax) => {
        const input = Buffer.from(lines.join('\n') + (isEnded ? '\n' : ''));
        const cutter = new LineCutter(pieceBytes, lineBytesMax);
        const seen: { line: number; text: string; skipped: number }[] = [];
        const take = (pieces: Iterable<{ bytes: Uint8Array; linesBefore: number; skippedBytes: number }>): void => {
          for (const { bytes, linesBefore, skippedBytes } of pieces) {
            if (skippedBytes > 0) seen.push({ line: linesBefore, text: '', skipped: skippedBytes });
            else
              [...linesOf(bytes)].forEach((line, i) => {
                seen.push({ line: linesBefore + i, text: Buffer.from(line).toString(), skipped: 0 });
              });
          }
        };
        for (let at = 0, i = 0; at < input.length; i++) {
          const size = sizes[i % sizes.length]!;
          take(cutter.push(input.subarray(at, at + size)));
          at += size;
        }
        take(cutter.end());
        const whole = [...linesOf(input)].map((line) => Buffer.from(line).toString());
        expect(seen.map(({ line }) => line)).toEqual(whole.map((_, index) => index));
        for (const { line, text, skipped } of seen) {
          // A line is left out when it is too long and did not come within one piece.
          if (skipped > 0) expect(Math.max(skipped, lineBytesMax + 1)).toBe(skipped);
          else expect(text).toBe(whole[line]);
        }
        if (lineBytesMax === 1000) expect(seen.every(({ skipped }) => skipped === 0)).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});

test('a line that never ends takes no more memory than the limit allows', () => {
  const cutter = new LineCutter(1000, 10_000);
  const chunk = Buffer.alloc(999, 'x');
  const pieces: unknown[] = [];
  for (let i = 0; i < 5_000; i++) for (const piece of cutter.push(chunk)) pieces.push(piece);
  expect(pieces).toEqual([]);
  const [skipped, ...rest] = [...cutter.push(Buffer.from('\nnext\n')), ...cutter.end()];
  expect(skipped).toMatchObject({ skippedBytes: 999 * 5_000, linesBefore: 0 });
  expect(rest.map(({ bytes, linesBefore }) => [Buffer.from(bytes).toString(), linesBefore])).toEqual([['next\n', 1]]);
});

test('bytes in memory are cut at line ends', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(0x0a, 0x61), { maxLength: 60 }),
      fc.integer({ min: 1, max: 10 }),
      (bytes, size) => {
        const input = Uint8Array.from(bytes);
        const pieces = [...linePieces(input, size)];
        expect(pieces.flatMap((piece) => [...piece])).toEqual(bytes);
        for (const piece of pieces.slice(0, -1)) expect(piece.at(-1)).toBe(0x0a);
        for (const piece of pieces.slice(0, -1)) expect(piece.length).toBeGreaterThanOrEqual(size);
        expect(countLineEnds(input)).toBe(bytes.filter((byte) => byte === 0x0a).length);
      },
    ),
  );
});
