import { crc32 } from 'node:zlib';
import { ByteReader } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';

/**
 * A block in a segment file. Integers are little endian.
 *
 *     offset  bytes
 *          0      4  magic "LAEB"
 *          4      2  format version
 *          6      2  parts of the batch
 *          8      2  part, from 0
 *         10      2  reserved, 0
 *         12      8  file id (f64): the segment file that the block was written into
 *         20      4  block number in the file, from 0
 *         24      4  rows
 *         28      8  first sequence number (f64)
 *         36      8  last sequence number (f64)
 *         44      8  earliest time, ms since the Unix epoch (f64)
 *         52      8  latest time (f64)
 *         60      4  length of the directory, as stored
 *         64      4  length of the directory, decompressed
 *         68      4  length of the frames
 *         72      4  CRC-32 of the directory, as stored; the directory has the CRC-32 of each frame
 *         76      4  CRC-32 of the 76 bytes before
 *         80         directory (zstd), frames
 */
export const BLOCK_MAGIC = 0x4245414c;
export const BLOCK_VERSION = 1;
export const BLOCK_HEADER_BYTES = 80;

/** What the header of a block says. */
export interface BlockHeader {
  readonly fileId: number;
  readonly blockNumber: number;
  /**
   * Which of the blocks of a batch this is, from 0. Where bytes of the last ones are missing at the end of a file, the write did
   * not finish and the batch was never acknowledged: none of it counts. Otherwise each block that is valid does.
   */
  readonly part: number;
  readonly parts: number;
  readonly rowCount: number;
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly minTimeMs: number;
  readonly maxTimeMs: number;
  readonly directoryBytes: number;
  readonly directoryRawBytes: number;
  readonly frameBytes: number;
  readonly directoryChecksum: number;
}

export function writeBlockHeader(header: BlockHeader): Uint8Array {
  const out = new ByteWriter(BLOCK_HEADER_BYTES);
  out.u32(BLOCK_MAGIC).u16(BLOCK_VERSION).u16(header.parts).u16(header.part).u16(0);
  out.f64(header.fileId).u32(header.blockNumber).u32(header.rowCount);
  out.f64(header.firstSequence).f64(header.lastSequence).f64(header.minTimeMs).f64(header.maxTimeMs);
  out.u32(header.directoryBytes).u32(header.directoryRawBytes).u32(header.frameBytes).u32(header.directoryChecksum);
  out.u32(crc32(out.written()));
  return out.toBytes();
}

/** What stands where a header should be: a header, damage, or a version that this release does not know. */
export type HeaderReading =
  | { readonly kind: 'header'; readonly header: BlockHeader }
  | { readonly kind: 'damaged'; readonly reason: string }
  | { readonly kind: 'newer'; readonly version: number };

/** Reads the header at `offset` of `bytes`. */
export function readBlockHeader(bytes: Uint8Array, offset = 0): HeaderReading {
  if (bytes.length - offset < BLOCK_HEADER_BYTES) return { kind: 'damaged', reason: 'the header is cut off' };
  const source = new ByteReader(bytes.subarray(offset, offset + BLOCK_HEADER_BYTES));
  if (source.u32() !== BLOCK_MAGIC) return { kind: 'damaged', reason: 'no block begins here' };
  const version = source.u16();
  const expected = crc32(bytes.subarray(offset, offset + BLOCK_HEADER_BYTES - 4));
  const parts = source.u16();
  const part = source.u16();
  source.u16();
  const header: BlockHeader = {
    parts,
    part,
    fileId: source.f64(),
    blockNumber: source.u32(),
    rowCount: source.u32(),
    firstSequence: source.f64(),
    lastSequence: source.f64(),
    minTimeMs: source.f64(),
    maxTimeMs: source.f64(),
    directoryBytes: source.u32(),
    directoryRawBytes: source.u32(),
    frameBytes: source.u32(),
    directoryChecksum: source.u32(),
  };
  if (source.u32() !== expected) return { kind: 'damaged', reason: 'the checksum of the header does not match' };
  if (version !== BLOCK_VERSION) return { kind: 'newer', version };
  return { kind: 'header', header };
}
