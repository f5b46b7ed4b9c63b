import { CorruptionError } from '../errors/engine-error.ts';
import { type ScannedSegment, scanSegment } from '../segments/segment-reader.ts';
import { SegmentWriter } from '../segments/segment-writer.ts';
import { StoredBlock } from '../segments/stored-block.ts';
import { boundsOf, LiveSegment } from './live-segment.ts';
import { type Manifest, type UnsealedFile, withSegmentSealed, withSegmentsReplaced } from './manifest.ts';
import { segmentIdOf } from './segment-loader.ts';
import type { Shard } from './shard.ts';

export interface RecoveredSegment {
  readonly manifest: Manifest;
  /** `undefined` if nothing is left of it. */
  readonly segment: LiveSegment | undefined;
}

/**
 * Finds the blocks of a segment that has no footer, and gives it one unless the store is read-only.
 *
 * @throws StorageError if it cannot be read
 */
export function recoverSegment(shard: Shard, manifest: Manifest, unsealed: UnsealedFile): RecoveredSegment {
  const { file, acknowledgedLength = Number.POSITIVE_INFINITY } = unsealed;
  const source = shard.segmentFile(file);
  const fileId = segmentIdOf(file);
  let scanned: ScannedSegment;
  try {
    scanned = scanSegment(source, Math.min(source.size(), acknowledgedLength), { fileId });
  } catch (error) {
    if (!(error instanceof CorruptionError)) throw error;
    shard.report('damage', error.message, file);
    return { manifest: withSegmentsReplaced(manifest, [file]), segment: undefined };
  }
  const blocks = scanned.places.map(({ offset, header }) => new StoredBlock(source, offset, header, shard.cache, null));
  if (blocks.length === 0) return { manifest: withSegmentsReplaced(manifest, [file]), segment: undefined };
  const description = { file, fileId, bytes: scanned.validLength, bounds: boundsOf(blocks), isSealed: false };
  const segment = new LiveSegment(description, () => blocks);
  if (shard.options.readOnly) return { manifest, segment };
  sealRecovered(shard, segment, scanned, blocks);
  return { manifest: withSegmentSealed(manifest, segment.toSealed()), segment };
}

function sealRecovered(
  shard: Shard,
  segment: LiveSegment,
  scanned: ScannedSegment,
  blocks: readonly StoredBlock[],
): void {
  const writer = new SegmentWriter(segment.fileId, shard.options.indexes);
  writer.resume(
    blocks.map((block, i) => ({ place: scanned.places[i]!, columns: block.indexedColumns() })),
    scanned.validLength,
  );
  const file = shard.vfs.openAppend(shard.path(segment.file));
  try {
    file.truncate(scanned.validLength);
    file.sync();
    const footer = writer.seal();
    file.append(...footer);
    file.sync();
    segment.bytes = footer.reduce((sum, { length }) => sum + length, scanned.validLength);
    segment.isSealed = true;
  } finally {
    file.close();
  }
}
