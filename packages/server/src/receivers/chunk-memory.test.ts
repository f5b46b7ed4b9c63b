import { expect, test, vi } from 'vitest';
import { giveChunkMemory, takeChunkMemory } from './chunk-memory.ts';
import { LineChunker } from './line-chunker.ts';

const CHUNK_BYTES = 4 << 20;
const LINE_BYTES_MAX = 1 << 18;

/** Lines of very different lengths, each of which is known by its number. */
function* numberedLines(count: number): Generator<string> {
  for (let i = 0; i < count; i++) yield `${i}:${'abcdefghij'.repeat((i * 7919) % 97)}\n`;
}

test('nothing is kept when no large body has come for some time', () => {
  vi.useFakeTimers();
  try {
    const given = takeChunkMemory(CHUNK_BYTES + (1 << 16))!;
    giveChunkMemory(given);
    vi.advanceTimersByTime(60_000);
    expect(takeChunkMemory(CHUNK_BYTES + (1 << 16))!.buffer).not.toBe(given.buffer);
  } finally {
    vi.useRealTimers();
  }
});

test('memory is handed out again only when it was given back', () => {
  const byteLength = CHUNK_BYTES + (1 << 16);
  const taken = Array.from({ length: 20 }, () => takeChunkMemory(byteLength)!);
  expect(new Set(taken.map(({ buffer }) => buffer)).size).toBe(20);
  giveChunkMemory(taken[3]!.subarray(0, 10));
  const again = takeChunkMemory(byteLength)!;
  expect(again.buffer).toBe(taken[3]!.buffer);
  expect(again.length).toBe(byteLength);
  expect(takeChunkMemory(byteLength)!.buffer).not.toBe(again.buffer);
});

test('other bytes are not taken in, and other sizes not handed out', () => {
  giveChunkMemory(new Uint8Array(CHUNK_BYTES + (1 << 16)));
  giveChunkMemory(new Uint8Array(new SharedArrayBuffer(100)));
  expect(takeChunkMemory(100)).toBeUndefined();
  expect(takeChunkMemory(CHUNK_BYTES + (1 << 16))!.buffer).toBeInstanceOf(SharedArrayBuffer);
});

test('a long stream comes out whole, in chunks whose memory is filled again while others are read', () => {
  const stream = Buffer.from([...numberedLines(60_000)].join(''));
  const chunker = new LineChunker(CHUNK_BYTES, LINE_BYTES_MAX);
  const out: Uint8Array[] = [];
  const reading: Uint8Array[] = [];
  const buffers = new Set<ArrayBufferLike>();
  const read = (lines: Uint8Array | undefined): void => {
    if (lines !== undefined) reading.push(lines);
    if (lines !== undefined && reading.length < 3) return;
    for (const done of reading.splice(0, lines === undefined ? reading.length : 1)) {
      buffers.add(done.buffer);
      out.push(Uint8Array.from(done));
      done.fill(0);
      giveChunkMemory(done);
    }
  };
  for (let at = 0, size = 1; at < stream.length; at += size, size = ((size * 31) % 65_521) + 1) {
    const lines = chunker.push(stream.subarray(at, at + size));
    if (lines !== undefined) read(lines);
  }
  const last = chunker.end();
  if (last !== undefined) read(last);
  read(undefined);
  expect(out.length).toBeGreaterThan(5);
  expect(buffers.size).toBeLessThan(out.length);
  expect(Buffer.concat(out).equals(stream)).toBe(true);
});
