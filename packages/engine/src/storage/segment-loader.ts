import { CorruptionError } from '../errors/engine-error.ts';
import { openSegment, type ScannedSegment, scanSegment } from '../segments/segment-reader.ts';
import { StoredBlock } from '../segments/stored-block.ts';
import { parseFileName } from './directory-layout.ts';
import { LiveSegment } from './live-segment.ts';
import type { SealedSegment } from './manifest.ts';
import type { Shard } from './shard.ts';
import { applyTombstones } from './tombstones.ts';

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
    const { fileId, blocks } = openSegment(file, segment.bytes, shard.cache);
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
    scanned = scanSegment(file, Math.min(segment.bytes, file.size()), { fileId: segment.fileId, wasSealed: true });
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
