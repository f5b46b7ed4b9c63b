import { crc32 } from 'node:zlib';
import { MalformedBytesError } from '../bytes/byte-reader.ts';
import { zstdDecompress } from '../bytes/zstd.ts';
import { CorruptionError, UnsupportedVersionError } from '../errors/engine-error.ts';
import type { FieldIndexes } from '../indexes/field-indexes.ts';
import { BLOCK_HEADER_BYTES, BLOCK_VERSION, type BlockHeader, readBlockHeader } from './block-format.ts';
import type { ColumnCache } from './column-cache.ts';
import type { SegmentFile } from './segment-file.ts';
import { type BlockPlace, readFooter } from './segment-footer.ts';
import {
  readSegmentHeader,
  readTrailer,
  SEGMENT_HEADER_BYTES,
  SEGMENT_VERSION,
  TRAILER_BYTES,
  type Trailer,
} from './segment-format.ts';
import type { SegmentIndex } from './segment-index.ts';
import { judgeTail } from './segment-tail.ts';
import { type BlockCache, isZstdError, StoredBlock } from './stored-block.ts';

/** A sealed segment, opened: its blocks with what the footer knows of them. */
export interface OpenedSegment {
  readonly fileId: number;
  readonly index: SegmentIndex;
  readonly blocks: readonly StoredBlock[];
}

/**
 * Opens a sealed segment by its footer.
 *
 * @param indexes what reads the parts of indexes beyond exact ones
 * @throws CorruptionError when header, trailer or footer are damaged: `scanSegment` may still find its blocks.
 * @throws UnsupportedVersionError when a newer release wrote it.
 */
export function openSegment(
  file: SegmentFile,
  size: number,
  cache: ColumnCache,
  indexes?: FieldIndexes,
): OpenedSegment {
  const fileId = requireHeader(file, size);
  const trailer =
    size < SEGMENT_HEADER_BYTES + TRAILER_BYTES
      ? null
      : readTrailer(readBytes(file, size - TRAILER_BYTES, TRAILER_BYTES));
  if (trailer === null)
    throw new CorruptionError('the trailer is missing or damaged', {
      file: file.name,
      offset: Math.max(0, size - TRAILER_BYTES),
    });
  const { index, places } = readStoredFooter(file, size, trailer, indexes);
  const blocks = places.map(({ offset, header }, i) => new StoredBlock(file, offset, header, cache, index.blocks[i]!));
  return { fileId, index, blocks };
}

function readStoredFooter(
  file: SegmentFile,
  size: number,
  trailer: Trailer,
  indexes: FieldIndexes | undefined,
): { index: SegmentIndex; places: BlockPlace[] } {
  const { version, footerOffset, footerBytes, footerRawBytes, footerChecksum } = trailer;
  if (version !== SEGMENT_VERSION) throw new UnsupportedVersionError(file.name, version, SEGMENT_VERSION);
  const damaged = (reason: string, cause?: unknown): CorruptionError =>
    new CorruptionError(reason, { file: file.name, offset: footerOffset }, cause === undefined ? undefined : { cause });
  if (footerOffset + footerBytes + TRAILER_BYTES !== size) throw damaged('the footer does not lie before the trailer');
  const stored = readBytes(file, footerOffset, footerBytes);
  if (crc32(stored) !== footerChecksum) throw damaged('the checksum of the footer does not match');
  try {
    return readFooter(zstdDecompress(stored, footerRawBytes), file.name, indexes);
  } catch (error) {
    if (!(error instanceof MalformedBytesError) && !isZstdError(error)) throw error;
    throw damaged((error as Error).message, error);
  }
}

/** A part of a segment file that no valid block covers. */
export interface DamagedRange {
  readonly start: number;
  readonly end: number;
  readonly reason: string;
}

export interface ScannedSegment {
  readonly fileId: number;
  /** Blocks whose header and every byte have the right checksum. */
  readonly places: readonly BlockPlace[];
  /** Damage that valid blocks follow. */
  readonly damaged: readonly DamagedRange[];
  /** Where the last of `places` ends: what stands behind it was never acknowledged, or is a footer. */
  readonly validLength: number;
}

export interface ScanOptions {
  /** The id that the file must have; with it, a damaged header of the file is no more than a damaged range. */
  readonly fileId?: number;
  /**
   * Whether the segment had a footer once. Otherwise nothing counts of a batch at the end of the file whose write did not
   * finish.
   */
  readonly wasSealed?: boolean;
}

/**
 * Finds the blocks of a segment that has no valid footer by reading all of it. Behind a damaged block the next one is
 * looked for by its header.
 *
 * @throws CorruptionError when the file's own header is not valid, or has another id; UnsupportedVersionError when a newer
 * release wrote it.
 */
export function scanSegment(
  file: SegmentFile,
  size: number,
  { fileId, wasSealed = false }: ScanOptions = {},
): ScannedSegment {
  const bytes = readBytes(file, 0, size);
  const header = scanHeader(file, bytes, fileId);
  const found: BlockPlace[] = [];
  const damaged: DamagedRange[] = [...header.damaged];
  let at = SEGMENT_HEADER_BYTES;
  let damage: { start: number; reason: string } | null = null;
  while (at + BLOCK_HEADER_BYTES <= size) {
    const lastNumber = found.length === 0 ? -1 : found[found.length - 1]!.header.blockNumber;
    const verdict = checkBlock(file, bytes, at, header.fileId, lastNumber);
    if (typeof verdict === 'string') {
      damage ??= { start: at, reason: verdict };
      at = nextMagic(bytes, at + 1);
      if (at < 0) break;
      continue;
    }
    if (damage !== null) damaged.push({ ...damage, end: at });
    damage = null;
    found.push({ offset: at, header: verdict });
    at += blockBytes(verdict);
  }
  const places = wasSealed ? found : withoutUnfinishedBatch(found, bytes);
  const last = places.at(-1);
  const validLength = last === undefined ? Math.min(size, SEGMENT_HEADER_BYTES) : last.offset + blockBytes(last.header);
  return { fileId: header.fileId, places, damaged: damaged.filter(({ end }) => end <= validLength), validLength };
}

function scanHeader(
  file: SegmentFile,
  bytes: Uint8Array,
  expected: number | undefined,
): { fileId: number; damaged: DamagedRange[] } {
  try {
    const fileId = requireHeader(file, bytes.length);
    if (expected === undefined || expected === fileId) return { fileId, damaged: [] };
  } catch (error) {
    if (!(error instanceof CorruptionError) || expected === undefined) throw error;
    return { fileId: expected, damaged: [{ start: 0, end: SEGMENT_HEADER_BYTES, reason: error.message }] };
  }
  throw new CorruptionError('the file has the header of another one', { file: file.name, offset: 0 });
}

/** The bytes of a whole block. */
export function blockBytes(header: BlockHeader): number {
  return BLOCK_HEADER_BYTES + header.directoryBytes + header.frameBytes;
}

/** The header of a valid block, or why there is none. @throws UnsupportedVersionError */
function checkBlock(
  file: SegmentFile,
  bytes: Uint8Array,
  at: number,
  fileId: number,
  lastNumber: number,
): BlockHeader | string {
  const reading = readBlockHeader(bytes, at);
  if (reading.kind === 'damaged') return reading.reason;
  if (reading.kind === 'newer') throw new UnsupportedVersionError(file.name, reading.version, BLOCK_VERSION);
  const { header } = reading;
  if (header.fileId !== fileId) return 'a block belongs to another file';
  if (header.blockNumber <= lastNumber) return 'a block stands twice';
  const end = at + blockBytes(header);
  if (end > bytes.length) return 'the block is cut off';
  const body = bytes.subarray(at, end);
  try {
    new StoredBlock(new BytesFile(body), 0, header, NO_CACHE, null).storedBody();
  } catch (error) {
    if (error instanceof CorruptionError) return error.message;
    throw error;
  }
  return header;
}

function nextMagic(bytes: Uint8Array, from: number): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf('LAEB', from, 'latin1');
}

/**
 * Leaves out the blocks of a last batch whose write did not finish. Of any other batch what is valid counts, for it may have been
 * acknowledged: a batch in the middle was whole once, or nothing would stand behind it, and one at the end with all its bytes
 * was damaged later, as far as the file can tell.
 */
function withoutUnfinishedBatch(found: readonly BlockPlace[], bytes: Uint8Array): BlockPlace[] {
  const last = found.at(-1);
  if (last === undefined || last.header.part === last.header.parts - 1) return [...found];
  if (judgeTail(bytes.subarray(last.offset + blockBytes(last.header))) !== 'interrupted') return [...found];
  const firstNumber = last.header.blockNumber - last.header.part;
  return found.filter(({ header }) => header.blockNumber < firstNumber);
}

function requireHeader(file: SegmentFile, size: number): number {
  const reading = readSegmentHeader(readBytes(file, 0, Math.min(size, SEGMENT_HEADER_BYTES)));
  if (reading.kind === 'newer') throw new UnsupportedVersionError(file.name, reading.version, SEGMENT_VERSION);
  if (reading.kind === 'damaged') throw new CorruptionError(reading.reason, { file: file.name, offset: 0 });
  return reading.fileId;
}

function readBytes(file: SegmentFile, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  if (length > 0) file.read(bytes, offset);
  return bytes;
}

/** A file whose bytes are in memory already. */
class BytesFile implements SegmentFile {
  readonly name = 'a block';
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  read(target: Uint8Array, offset: number): void {
    if (offset + target.length > this.bytes.length)
      throw new CorruptionError('the block is cut off', { file: this.name, offset });
    target.set(this.bytes.subarray(offset, offset + target.length));
  }
}

const NO_CACHE: BlockCache = { touch: () => undefined, remove: () => undefined };
