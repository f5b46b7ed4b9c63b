import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { MalformedBytesError } from '../bytes/byte-reader.ts';
import { zstdCompress, zstdDecompress } from '../bytes/zstd.ts';
import { CorruptionError, UnsupportedVersionError } from '../errors/engine-error.ts';
import { BLOCK_HEADER_BYTES, readBlockHeader, writeBlockHeader } from './block-format.ts';
import { NOW_MS, partsOfRows } from './blocks.test-support.ts';
import { ColumnCache } from './column-cache.ts';
import { MemoryFile } from './memory-file.test-support.ts';
import { readFooter } from './segment-footer.ts';
import { readTrailer, SEGMENT_HEADER_BYTES, TRAILER_BYTES, writeTrailer } from './segment-format.ts';
import { blockBytes, openSegment, scanSegment } from './segment-reader.ts';
import { SegmentWriter } from './segment-writer.ts';
import { StoredBlock } from './stored-block.ts';

const FILE_ID = 7;

const ROWS: readonly (readonly string[])[] = [
  ['{"_msg":"user 17 logged in","level":"info","n":5}', '{"_msg":"user 18 logged in","level":30}'],
  Array.from({ length: 40 }, (_, i) => `{"ts":${NOW_MS - i},"_msg":"request ${i} took ${i * 7}ms","id":"a${i}f"}`),
  ['{"a":{"b":1},"a.b":2}'],
  ['{"_time":"02/Mar/2026:12:00:01 +0000","_msg":"x"}', '{"tags":["a"]}', '{}'],
];

/** Which blocks become one batch. */
const BATCHES = [[0], [1, 2], [3]];

/** A segment of three batches and four blocks; the one in the middle has two. */
class Sample {
  readonly bytes: Uint8Array;
  /** Where the blocks and the footer begin. */
  readonly offsets: readonly number[];
  /** Where each batch ends. */
  readonly batchEnds: readonly number[];

  constructor() {
    const writer = new SegmentWriter(FILE_ID);
    const pieces = [writer.header()];
    const batchEnds: number[] = [];
    let sequence = 0;
    for (const batch of BATCHES) {
      const blocks = batch.map((i) => {
        sequence += 100;
        return partsOfRows(ROWS[i]!, sequence);
      });
      for (const { written } of writer.addBatch(blocks)) pieces.push(...written.pieces);
      batchEnds.push(writer.byteLength);
    }
    this.offsets = [...writer.places.map(({ offset }) => offset), writer.byteLength];
    this.batchEnds = batchEnds;
    this.bytes = new Uint8Array(Buffer.concat([...pieces, ...writer.seal()]));
  }

  get unsealedLength(): number {
    return this.offsets.at(-1)!;
  }

  flipped(at: number, mask: number): MemoryFile {
    const bytes = this.bytes.slice();
    bytes[at]! ^= mask;
    return new MemoryFile(bytes);
  }
}

/** Everything that a block says. */
function readAll(block: StoredBlock): string {
  const rows = Array.from({ length: block.rowCount }, (_, row) => row);
  return JSON.stringify([
    rows.map((row) => [block.sequenceOf(row), block.json(row), block.typeOf('_msg', row)]),
    block.fieldNames.map((field) => [field, rows.map((row) => block.column(field)!.text(row))]),
    block.timeline(),
    block.fieldNames.map((field) => [...(block.valueCounts(field) ?? [])]),
  ]);
}

let sample: Sample;
let expected: string[];

beforeAll(() => {
  sample = new Sample();
  const file = new MemoryFile(sample.bytes);
  expected = openSegment(file, file.size, new ColumnCache(1e9)).blocks.map(readAll);
});

describe('a flipped byte', () => {
  test('never gives a wrong value, nor an error other than that of damage', () => {
    for (let at = 0; at < sample.bytes.length; at++) {
      const file = sample.flipped(at, 1 << (at % 8));
      let detected = 0;
      const attempt = (read: () => void): void => {
        try {
          read();
        } catch (error) {
          if (!(error instanceof CorruptionError)) throw error;
          expect(error.file).toBe(file.name);
          detected++;
        }
      };
      attempt(() => {
        openSegment(file, file.size, new ColumnCache(1e9)).blocks.forEach((block, i) => {
          attempt(() => {
            expect(readAll(block) === expected[i]).toBe(true);
          });
        });
      });
      const readsFail = detected;
      attempt(() => {
        for (const block of openSegment(file, file.size, new ColumnCache(1e9)).blocks) block.verifyFrames();
      });
      // What reading does not need, the headers that the footer has too, is found by verification alone.
      expect(detected).toBeGreaterThan(0);
      if (readsFail === 0) expect(isInBlockHeader(at)).toBe(true);
    }
  });

  test('costs a scan the block that it is in, and no other', () => {
    for (let at = 0; at < sample.bytes.length; at++) {
      const file = sample.flipped(at, 0x10);
      if (at < SEGMENT_HEADER_BYTES) {
        expect(() => scanSegment(file, file.size, { wasSealed: true })).toThrow(CorruptionError);
      }
      const { places, damaged, fileId } = scanSegment(file, file.size, { fileId: FILE_ID, wasSealed: true });
      const hit = sample.offsets.findLastIndex((offset) => offset <= at);
      const wanted = [0, 1, 2, 3].filter((block) => block !== hit);
      expect(fileId).toBe(FILE_ID);
      expect(places.map(({ offset }) => offset)).toEqual(wanted.map((block) => sample.offsets[block]));
      expect(places.map(({ header }) => header.blockNumber)).toEqual(wanted);
      const start = hit < 0 ? 0 : sample.offsets[hit]!;
      const end = hit < 0 ? SEGMENT_HEADER_BYTES : sample.offsets[hit + 1]!;
      // Nothing valid follows the last block and the footer.
      expect(damaged).toEqual(hit < 3 ? [{ start, end, reason: expect.any(String) }] : []);
    }
  });

  function isInBlockHeader(at: number): boolean {
    return sample.offsets.slice(0, -1).some((offset) => at >= offset && at < offset + BLOCK_HEADER_BYTES);
  }
});

describe('a file that was cut off', () => {
  test('cannot be opened by its footer', () => {
    for (let length = 0; length < sample.bytes.length; length++) {
      const file = new MemoryFile(sample.bytes.slice(0, length));
      expect(() => openSegment(file, length, new ColumnCache(1e9))).toThrow(CorruptionError);
    }
  });

  test('has the batches that are all there', () => {
    for (let length = 0; length <= sample.unsealedLength; length++) {
      const file = new MemoryFile(sample.bytes.slice(0, length));
      if (length < SEGMENT_HEADER_BYTES) {
        expect(() => scanSegment(file, length)).toThrow(CorruptionError);
        expect(scanSegment(file, length, { fileId: FILE_ID })).toMatchObject({ places: [], validLength: length });
        continue;
      }
      const { places, damaged, validLength } = scanSegment(file, length);
      const whole = sample.batchEnds.filter((end) => end <= length);
      expect(validLength).toBe(whole.at(-1) ?? SEGMENT_HEADER_BYTES);
      expect(places.map(({ offset }) => offset)).toEqual(sample.offsets.filter((offset) => offset < validLength));
      expect(damaged).toEqual([]);
    }
  });

  test('of a sealed segment has the blocks that are all there', () => {
    for (let length = SEGMENT_HEADER_BYTES; length < sample.bytes.length; length++) {
      const file = new MemoryFile(sample.bytes.slice(0, length));
      const { places } = scanSegment(file, length, { wasSealed: true });
      expect(places).toHaveLength(sample.offsets.slice(1).filter((end) => end <= length).length);
    }
  });
});

describe('a scan', () => {
  test('keeps what is left of a batch that has all its bytes, but nothing of one whose write did not finish', () => {
    const second = sample.flipped(sample.offsets[1]! + BLOCK_HEADER_BYTES, 1);
    expect(scanSegment(second, sample.unsealedLength).places.map(({ header }) => header.blockNumber)).toEqual([
      0, 2, 3,
    ]);
    const third = sample.flipped(sample.offsets[2]! + BLOCK_HEADER_BYTES, 1);
    expect(scanSegment(third, sample.unsealedLength).places.map(({ header }) => header.blockNumber)).toEqual([0, 1, 3]);
    // Without the last batch, the one in the middle is at the end: damaged in its first block, in its last one, and in its headers.
    const numbersOf = (file: MemoryFile, length: number): number[] =>
      scanSegment(file, length).places.map(({ header }) => header.blockNumber);
    const end = sample.offsets[3]!;
    expect(numbersOf(second, end)).toEqual([0, 2]);
    expect(numbersOf(third, end)).toEqual([0, 1]);
    expect(numbersOf(sample.flipped(sample.offsets[2]! + 20, 1), end)).toEqual([0, 1]);
    expect(scanSegment(third, end).validLength).toBe(sample.offsets[2]);
    // Its last bytes were not written, or the file was made longer and they are still 0.
    expect(numbersOf(third, end - 1)).toEqual([0]);
    const zeros = sample.bytes.slice(0, end);
    zeros.fill(0, sample.offsets[2]);
    expect(numbersOf(new MemoryFile(zeros), end)).toEqual([0]);
    expect(scanSegment(new MemoryFile(zeros), end).validLength).toBe(sample.offsets[1]);
  });

  test('takes no block of another file, and none twice', () => {
    const block = sample.bytes.subarray(sample.offsets[0], sample.offsets[1]);
    const twice = new MemoryFile(Buffer.concat([sample.bytes.subarray(0, sample.unsealedLength), block]));
    expect(scanSegment(twice, twice.size).places).toHaveLength(4);
    const other = new SegmentWriter(FILE_ID + 1);
    const foreign = new MemoryFile(Buffer.concat([other.header(), sample.bytes.subarray(SEGMENT_HEADER_BYTES)]));
    expect(scanSegment(foreign, foreign.size).places).toEqual([]);
    expect(() => scanSegment(foreign, foreign.size, { fileId: FILE_ID })).toThrow('the header of another one');
  });

  test('finds nothing in noise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.array(fc.nat(200), { maxLength: 4 }), (noise, magics) => {
        const bytes = Buffer.concat([sample.bytes.subarray(0, sample.offsets[1]), noise, new Uint8Array(200)]);
        for (const at of magics) bytes.write('LAEB', sample.offsets[1]! + at, 'latin1');
        const file = new MemoryFile(bytes);
        expect(scanSegment(file, file.size)).toMatchObject({ damaged: [], validLength: sample.offsets[1] });
      }),
    );
  });
});

/** Sets the checksum at the end of a header anew. */
function sealed(bytes: Uint8Array): Uint8Array {
  const end = bytes.length - 4;
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(end, crc32(bytes.subarray(0, end)), true);
  return bytes;
}

function patched(from: number, length: number, change: (part: Uint8Array) => void): MemoryFile {
  const bytes = sample.bytes.slice();
  const part = bytes.slice(from, from + length);
  change(part);
  bytes.set(sealed(part), from);
  return new MemoryFile(bytes);
}

/** The same file with another footer and the right checksums. */
function withFooter(raw: Uint8Array): MemoryFile {
  const stored = zstdCompress(raw, 1);
  const trailer = writeTrailer({
    footerOffset: sample.unsealedLength,
    footerBytes: stored.length,
    footerRawBytes: raw.length,
    footerChecksum: crc32(stored),
  });
  return new MemoryFile(Buffer.concat([sample.bytes.subarray(0, sample.unsealedLength), stored, trailer]));
}

function rawFooter(): Uint8Array {
  const trailer = readTrailer(sample.bytes.subarray(-TRAILER_BYTES))!;
  const { footerOffset, footerBytes, footerRawBytes } = trailer;
  return new Uint8Array(
    zstdDecompress(sample.bytes.subarray(footerOffset, footerOffset + footerBytes), footerRawBytes),
  );
}

describe('a newer version', () => {
  const newer = (at: number) => (bytes: Uint8Array) => {
    bytes[at]! = 9;
  };

  test.each<[string, () => MemoryFile]>([
    ['of the file', () => patched(0, SEGMENT_HEADER_BYTES, newer(4))],
    ['of the footer', () => patched(sample.bytes.length - TRAILER_BYTES, TRAILER_BYTES, newer(20))],
  ])('%s is refused', (_, make) => {
    const file = make();
    expect(() => openSegment(file, file.size, new ColumnCache(1e9))).toThrow(
      new UnsupportedVersionError(file.name, 9, 1),
    );
  });

  test('of a block is refused, by its footer and by a scan', () => {
    const file = patched(sample.offsets[2]!, BLOCK_HEADER_BYTES, newer(4));
    expect(() => scanSegment(file, file.size)).toThrow(new UnsupportedVersionError(file.name, 9, 1));
    const raw = Buffer.from(rawFooter());
    const header = file.bytes.subarray(sample.offsets[2]!, sample.offsets[2]! + BLOCK_HEADER_BYTES);
    const reading = readBlockHeader(sample.bytes, sample.offsets[2]);
    const before = reading.kind === 'header' ? writeBlockHeader(reading.header) : new Uint8Array(0);
    raw.set(header, raw.indexOf(before));
    const other = withFooter(raw);
    expect(() => openSegment(other, other.size, new ColumnCache(1e9))).toThrow(UnsupportedVersionError);
  });
});

describe('bytes with the right checksums that make no sense', () => {
  test('are refused in a footer', () => {
    const raw = rawFooter();
    for (let at = 0; at < raw.length; at++) {
      for (const mask of [0x01, 0x7f, 0x80, 0xff]) {
        const bytes = raw.slice();
        bytes[at]! ^= mask;
        try {
          readFooter(bytes, 'file');
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedBytesError);
        }
      }
      expect(() => readFooter(raw.slice(0, at), 'file')).toThrow(MalformedBytesError);
    }
    const file = withFooter(raw.slice(0, -1));
    expect(() => openSegment(file, file.size, new ColumnCache(1e9))).toThrow(CorruptionError);
  });

  test('are refused in the directory of a block', () => {
    for (const offset of sample.offsets.slice(0, -1)) {
      const reading = readBlockHeader(sample.bytes, offset);
      if (reading.kind !== 'header') throw new Error('not a header');
      const { header } = reading;
      const { directoryBytes, directoryRawBytes, frameBytes } = header;
      const at = offset + BLOCK_HEADER_BYTES;
      const raw = new Uint8Array(zstdDecompress(sample.bytes.subarray(at, at + directoryBytes), directoryRawBytes));
      const frames = sample.bytes.subarray(at + directoryBytes, at + directoryBytes + frameBytes);
      expect(offset + blockBytes(header)).toBe(at + directoryBytes + frameBytes);
      for (let place = 0; place < raw.length; place++) {
        const bytes = raw.slice();
        bytes[place]! ^= 1 << (place % 8);
        const stored = zstdCompress(bytes, 1);
        const changed = { ...header, directoryBytes: stored.length, directoryChecksum: crc32(stored) };
        const file = new MemoryFile(Buffer.concat([writeBlockHeader(changed), stored, frames]));
        try {
          const block = new StoredBlock(file, 0, changed, new ColumnCache(1e9), null);
          block.verifyFrames();
          block.verifyColumns();
          readAll(block);
        } catch (error) {
          if (!(error instanceof CorruptionError)) throw error;
        }
      }
    }
  });
});
