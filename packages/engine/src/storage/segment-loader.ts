import { CorruptionError, UnsupportedVersionError } from '../errors/engine-error.ts';
import {
  readSegmentHeader,
  SEGMENT_HEADER_BYTES,
  SEGMENT_VERSION,
  type SegmentHeaderReading,
} from '../segments/segment-format.ts';
import { openSegment, type ScannedSegment, scanSegment } from '../segments/segment-reader.ts';
import { StoredBlock } from '../segments/stored-block.ts';
import { parseFileName } from './directory-layout.ts';
import { LiveSegment } from './live-segment.ts';
import { type SealedSegment, withSegmentsReplaced } from './manifest.ts';
import { quarantine, type Recovery } from './recovery.ts';
import { SalvageFile } from './salvage-file.ts';
import type { Shard } from './shard.ts';
import { applyTombstones } from './tombstones.ts';

/**
 * Takes up a sealed segment without reading more than its header. One that is missing, or has the header of another, is left
 * out and reported.
 *
 * @param names the files that are there
 * @throws StorageError; UnsupportedVersionError if a newer version of the format wrote it
 */
export function checkSealedSegment(recovery: Recovery, sealed: SealedSegment, names: ReadonlySet<string>): void {
  const { shard, segments } = recovery;
  const { file } = sealed;
  if (!names.has(file)) {
    shard.report('damage', `the segment is missing, with ${sealed.rows} rows`, file);
    recovery.manifest = withSegmentsReplaced(recovery.manifest, [file]);
    return;
  }
  const header = readHeader(shard, file);
  if (header?.kind === 'newer') throw new UnsupportedVersionError(shard.path(file), header.version, SEGMENT_VERSION);
  if (header?.kind === 'header' && header.fileId !== segmentIdOf(file)) {
    const reason = `it has the header of the segment with the id ${header.fileId}`;
    shard.report('damage', reason, file);
    quarantine(recovery, file, reason);
    return;
  }
  segments.settle(sealedSegment(shard, sealed));
}

/** `undefined` for one that cannot be read: what is left of the segment is found when it is used. */
function readHeader(shard: Shard, file: string): SegmentHeaderReading | undefined {
  const bytes = new Uint8Array(SEGMENT_HEADER_BYTES);
  try {
    shard.segmentFile(file).read(bytes, 0);
  } catch (error) {
    if (error instanceof CorruptionError) return undefined;
    throw error;
  }
  return readSegmentHeader(bytes);
}

/** A segment as the manifest lists it. */
export function sealedSegment(shard: Shard, sealed: SealedSegment): LiveSegment {
  const { file, bytes, tombstones, ...bounds } = sealed;
  const description = { file, fileId: segmentIdOf(file), bytes, bounds, tombstones, isSealed: true };
  return new LiveSegment(description, (segment) => loadSealedSegment(shard, segment));
}

/** The id in the name of a segment file; NaN, which no file has, for another name. */
export function segmentIdOf(file: string): number {
  return parseFileName(file)?.fileId ?? Number.NaN;
}

/**
 * Finds the blocks of a sealed segment: by its footer, or, when that is damaged, by reading the whole file. Damage is
 * reported, and the segment marked, once.
 *
 * @throws StorageError if the file cannot be read; UnsupportedVersionError
 */
function loadSealedSegment(shard: Shard, segment: LiveSegment): readonly StoredBlock[] {
  const blocks = openByFooter(shard, segment) ?? scanDamagedSegment(shard, segment);
  applyTombstones(shard, segment, blocks);
  return blocks;
}

function openByFooter(shard: Shard, segment: LiveSegment): readonly StoredBlock[] | undefined {
  const file = shard.segmentFile(segment.file);
  try {
    const { fileId, blocks } = openSegment(file, segment.bytes, shard.cache, shard.indexes);
    if (fileId === segment.fileId) return blocks;
    throw new CorruptionError('the file has the header of another one', { file: file.name, offset: 0 });
  } catch (error) {
    if (!(error instanceof CorruptionError)) throw error;
    segment.isDamaged = true;
    shard.report('damage', error.message, segment.file);
    return undefined;
  }
}

function scanDamagedSegment(shard: Shard, segment: LiveSegment): readonly StoredBlock[] {
  const file = shard.segmentFile(segment.file);
  let scanned: ScannedSegment;
  try {
    scanned = scanSegment(new SalvageFile(file), Math.min(segment.bytes, file.size()), {
      fileId: segment.fileId,
      wasSealed: true,
    });
  } catch (error) {
    if (!(error instanceof CorruptionError)) throw error;
    shard.report('damage', `none of its blocks can be found: ${error.message}`, segment.file);
    return [];
  }
  for (const { start, reason } of scanned.damaged) {
    shard.report('damage', `what stands at byte ${start} is left out: ${reason}`, segment.file);
  }
  const blocks = scanned.places.map(({ offset, header }) => new StoredBlock(file, offset, header, shard.cache, null));
  const rows = blocks.reduce((sum, { rowCount }) => sum + rowCount, 0);
  if (rows !== segment.bounds.rows) {
    shard.report('damage', `${rows} of ${segment.bounds.rows} rows were found`, segment.file);
    segment.bounds = { ...segment.bounds, rows };
  }
  return blocks;
}
