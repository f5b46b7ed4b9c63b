import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MalformedBytesError } from './byte-reader.ts';
import { zstdCompress, zstdDecompress } from './zstd.ts';

const contents = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 20 }), fc.nat(5000)).map(([piece, times]) => {
    const bytes = new Uint8Array(piece.length * times);
    for (let i = 0; i < bytes.length; i++) bytes[i] = piece[i % piece.length]!;
    return bytes;
  }),
);

it('decompresses what it compressed, at every level', () => {
  fc.assert(
    fc.property(contents, fc.integer({ min: 1, max: 9 }), (bytes, level) => {
      const compressed = zstdCompress(bytes, level);
      expect(Buffer.compare(zstdDecompress(compressed, bytes.length), bytes)).toBe(0);
    }),
    { numRuns: 50 },
  );
});

it('refuses more bytes than expected', () => {
  const compressed = zstdCompress(new Uint8Array(1000), 1);
  expect(() => zstdDecompress(compressed, 999)).toThrow(MalformedBytesError);
  expect(() => zstdDecompress(compressed, 0)).toThrow(MalformedBytesError);
  expect(() => zstdDecompress(zstdCompress(new Uint8Array(1), 1), 0)).toThrow(MalformedBytesError);
});

it('refuses a frame cut at any byte, and bytes that are none', () => {
  const compressed = zstdCompress(Buffer.from('connection reset by peer '.repeat(20)), 3);
  for (let end = 0; end < compressed.length; end++) {
    expect(() => zstdDecompress(compressed.subarray(0, end), 10_000)).toThrow(MalformedBytesError);
  }
  expect(() => zstdDecompress(Buffer.from('no frame at all'), 100)).toThrow(MalformedBytesError);
});

it('gives bytes or a typed error for a damaged frame', () => {
  const compressed = zstdCompress(Buffer.from('connection reset by peer '.repeat(20)), 3);
  for (let at = 0; at < compressed.length; at++) {
    for (const mask of [0x01, 0x80, 0xff]) {
      const damaged = Uint8Array.from(compressed);
      damaged[at]! ^= mask;
      try {
        expect(zstdDecompress(damaged, 1000).length).toBeLessThanOrEqual(1000);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedBytesError);
      }
    }
  }
});
