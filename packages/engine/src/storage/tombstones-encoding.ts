import { crc32 } from 'node:zlib';
import { Bitmap } from '../bytes/bitmap.ts';
import { ByteReader, MalformedBytesError } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';
import { UnsupportedVersionError } from '../errors/engine-error.ts';

/**
 * A tombstone file: which rows of a segment are deleted. It is written once; more deletions make another file. All integers
 * are little endian.
 *
 *     file    = copy copy      the same bytes twice: one damaged byte must not bring deleted rows back
 *
 *     copy
 *        0  8  magic           "LAETMB\r\n"
 *        8  2  format version  1
 *       10  2  reserved        0
 *       12  4  body length
 *       16  8  file id         its own (f64)
 *       24  8  segment         the file id of the segment (f64)
 *       32  4  CRC-32          of bytes 0 to 31 and the body
 *       36     body            u32 count, then for each block with deleted rows, ascending:
 *                              u32 block number, u32 rows, a bitmap of ⌈rows / 32⌉ u32, the first row in the lowest bit
 */
const MAGIC: Uint8Array = new TextEncoder().encode('LAETMB\r\n');
export const TOMBSTONES_FORMAT_VERSION = 1;
const HEADER_BYTES = 36;
const VERSION_OFFSET = 8;
const LENGTH_OFFSET = 12;
const CRC_OFFSET = 32;

/** The deleted rows of a segment: a bitmap by block number, none of them empty. */
export interface TombstoneSet {
  readonly fileId: number;
  readonly segmentId: number;
  readonly blocks: ReadonlyMap<number, Bitmap>;
}

export interface DecodedTombstones {
  /** `undefined` when both copies are damaged. */
  readonly tombstones: TombstoneSet | undefined;
  /** What is wrong with a copy; `undefined` when both are as they were written. */
  readonly damage: string | undefined;
}

export function encodeTombstones(tombstones: TombstoneSet): Uint8Array {
  const body = new ByteWriter(4096).u32(tombstones.blocks.size);
  for (const [blockNumber, bitmap] of [...tombstones.blocks].sort(([a], [b]) => a - b)) {
    body.u32(blockNumber).u32(bitmap.size);
    for (const word of bitmap.words) body.u32(word);
  }
  const head = new ByteWriter(HEADER_BYTES).bytes(MAGIC).u16(TOMBSTONES_FORMAT_VERSION).u16(0).u32(body.length);
  head.f64(tombstones.fileId).f64(tombstones.segmentId);
  head.u32(crc32(body.written(), crc32(head.written())));
  const copy = Buffer.concat([head.written(), body.written()]);
  return Buffer.concat([copy, copy]);
}

/** Damaged bytes never throw. @throws UnsupportedVersionError for a newer version with a right checksum */
export function decodeTombstones(bytes: Uint8Array, path: string): DecodedTombstones {
  // The first copy by its own length, so that it is found in a file that was cut off; the second as the second half.
  const first = bytes.subarray(0, lengthOfFirst(bytes));
  const copies = [first, bytes.subarray(bytes.length >>> 1)].map((copy) => decodeCopy(copy, path));
  const tombstones = copies.find((copy) => typeof copy !== 'string');
  const damage = copies.find((copy) => typeof copy === 'string');
  return { tombstones, damage };
}

function lengthOfFirst(bytes: Uint8Array): number {
  if (bytes.length < HEADER_BYTES) return bytes.length;
  return HEADER_BYTES + new DataView(bytes.buffer, bytes.byteOffset).getUint32(LENGTH_OFFSET, true);
}

function decodeCopy(bytes: Uint8Array, path: string): TombstoneSet | string {
  if (bytes.length < HEADER_BYTES) return 'a copy ends within its header';
  if (MAGIC.some((byte, index) => bytes[index] !== byte)) return 'a copy does not begin as tombstones do';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(LENGTH_OFFSET, true) !== bytes.length - HEADER_BYTES) return 'a copy has a wrong length';
  const checksum = crc32(bytes.subarray(HEADER_BYTES), crc32(bytes.subarray(0, CRC_OFFSET)));
  if (checksum !== view.getUint32(CRC_OFFSET, true)) return 'the checksum of a copy is wrong';
  const version = view.getUint16(VERSION_OFFSET, true);
  if (version > TOMBSTONES_FORMAT_VERSION) throw new UnsupportedVersionError(path, version, TOMBSTONES_FORMAT_VERSION);
  try {
    return decodeBody(bytes);
  } catch (error) {
    if (error instanceof MalformedBytesError) return error.message;
    throw error;
  }
}

function decodeBody(bytes: Uint8Array): TombstoneSet {
  const header = new ByteReader(bytes, LENGTH_OFFSET + 4);
  const fileId = header.f64();
  const segmentId = header.f64();
  const source = new ByteReader(bytes, HEADER_BYTES);
  const blocks = new Map<number, Bitmap>();
  for (let left = source.u32(); left > 0; left--) {
    const blockNumber = source.u32();
    const rows = source.u32();
    const wordCount = Math.ceil(rows / 32);
    if (wordCount * 4 > source.remaining) throw new MalformedBytesError('a bitmap ends early');
    const words = Uint32Array.from({ length: wordCount }, () => source.u32());
    blocks.set(blockNumber, new Bitmap(rows, words));
  }
  return { fileId, segmentId, blocks };
}
