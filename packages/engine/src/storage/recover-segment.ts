import { CorruptionError } from '../errors/engine-error.ts';
import { SEGMENT_HEADER_BYTES } from '../segments/segment-format.ts';
import { openSegment, type ScannedSegment, scanSegment } from '../segments/segment-reader.ts';
import { judgeTail } from '../segments/segment-tail.ts';
import { SegmentWriter } from '../segments/segment-writer.ts';
import { StoredBlock } from '../segments/stored-block.ts';
import { boundsOf, LiveSegment } from './live-segment.ts';
import { type UnsealedFile, withOpenSegmentGivenUp, withSegmentSealed, withSegmentsReplaced } from './manifest.ts';
import type { PooledSegmentFile } from './pooled-segment-file.ts';
import { attemptChange, quarantine, quarantineRange, type Recovery } from './recovery.ts';
import { SalvageFile } from './salvage-file.ts';
import { segmentIdOf } from './segment-loader.ts';
import { applyTombstones } from './tombstones.ts';

/**
 * Finds the blocks of a segment that the manifest lists without a footer. Unless the store is read-only, what follows the
 * last valid block is cut off, damaged parts are copied to quarantine, and the segment is sealed.
 *
 * @throws StorageError if it cannot be read; UnsupportedVersionError
 */
export function recoverSegment(recovery: Recovery, unsealed: UnsealedFile): void {
  const { shard, segments } = recovery;
  const { file, acknowledgedLength } = unsealed;
  const source = shard.segmentFile(file);
  let found: FoundSegment;
  try {
    found = findBlocks(recovery, unsealed, source);
  } catch (error) {
    if (!(error instanceof CorruptionError)) throw error;
    shard.report('damage', error.message, file);
    if (shard.vfs.exists(shard.path(file))) quarantine(recovery, file, error.message);
    else recovery.manifest = withSegmentsReplaced(recovery.manifest, [file]);
    return;
  }
  const { scanned, blocks, size } = found;
  if (acknowledgedLength !== undefined && size < acknowledgedLength) {
    shard.report('damage', `the file ends at byte ${size}, though ${acknowledgedLength} were acknowledged`, file);
  }
  const description = { file, fileId: scanned.fileId, bytes: scanned.validLength, bounds: boundsOf(blocks) };
  const segment = new LiveSegment(
    { ...description, isSealed: found.isSealed, tombstones: unsealed.tombstones },
    (self) => {
      applyTombstones(shard, self, blocks);
      return blocks;
    },
  );
  segment.isDamaged = scanned.damaged.length > 0;
  if (blocks.length > 0) segments.settle(segment);
  if (!found.isSealed) tidy(recovery, unsealed, found, segment);
  else if (!shard.options.readOnly) recovery.manifest = withSegmentSealed(recovery.manifest, segment.toSealed());
}

interface FoundSegment {
  readonly scanned: ScannedSegment;
  readonly blocks: readonly StoredBlock[];
  /** Length of the file, or of the part of it that was acknowledged. */
  readonly size: number;
  /** It has got its footer, which the manifest does not know yet. */
  readonly isSealed: boolean;
}

function findBlocks(recovery: Recovery, unsealed: UnsealedFile, source: PooledSegmentFile): FoundSegment {
  const { shard } = recovery;
  const fileId = segmentIdOf(unsealed.file);
  const fileSize = source.size();
  const size = Math.min(fileSize, unsealed.acknowledgedLength ?? fileSize);
  if (unsealed.acknowledgedLength === undefined) {
    const blocks = openByFooter(recovery, source, fileSize, fileId);
    const places = blocks?.map(({ offset, header }) => ({ offset, header }));
    if (blocks !== undefined && places !== undefined) {
      return { scanned: { fileId, places, damaged: [], validLength: fileSize }, blocks, size, isSealed: true };
    }
  }
  const scanned = scanSegment(new SalvageFile(source), size, { fileId });
  const blocks = scanned.places.map(({ offset, header }) => new StoredBlock(source, offset, header, shard.cache, null));
  return { scanned, blocks, size, isSealed: false };
}

function openByFooter(
  { shard }: Recovery,
  source: PooledSegmentFile,
  size: number,
  fileId: number,
): readonly StoredBlock[] | undefined {
  try {
    const opened = openSegment(source, size, shard.cache, shard.indexes);
    return opened.fileId === fileId ? opened.blocks : undefined;
  } catch (error) {
    if (error instanceof CorruptionError) return undefined;
    throw error;
  }
}

function tidy(recovery: Recovery, unsealed: UnsealedFile, found: FoundSegment, segment: LiveSegment): void {
  const { shard } = recovery;
  const { file } = unsealed;
  const { scanned, blocks, size } = found;
  for (const { start, end, reason } of scanned.damaged) {
    shard.report('damage', `bytes ${start} to ${end} are left out: ${reason}`, file);
  }
  const tail = readTail(recovery, file, scanned.validLength, size);
  const verdict = judgeTail(tail);
  if (tail.length > 0) {
    const kind = verdict === 'damaged' ? 'damage' : 'interrupted-write';
    shard.report(
      kind,
      `${tail.length} bytes behind the last valid block, at ${scanned.validLength}, are cut off`,
      file,
    );
  }
  if (shard.options.readOnly) return;
  if (blocks.length === 0) {
    if (scanned.damaged.length === 0 && verdict === 'interrupted') {
      recovery.manifest = withSegmentsReplaced(recovery.manifest, [file]);
    } else quarantine(recovery, file, 'none of its blocks is valid');
    return;
  }
  for (const { start, end, reason } of scanned.damaged) {
    const content = new Uint8Array(end - start);
    new SalvageFile(shard.segmentFile(file)).read(content, start);
    quarantineRange(recovery, file, start, content, reason);
  }
  if (verdict !== 'interrupted') quarantineRange(recovery, file, scanned.validLength, tail, 'nothing valid follows');
  // A segment that cannot be sealed now, on a full disk say, stays as it is until the next start or merge.
  const isSealed = attemptChange(shard, file, () => seal(recovery, segment, scanned, blocks));
  if (isSealed) recovery.manifest = withSegmentSealed(recovery.manifest, segment.toSealed());
  else {
    segment.isDamaged = true;
    if (recovery.manifest.openSegment?.file === file) {
      recovery.manifest = withOpenSegmentGivenUp(recovery.manifest, scanned.validLength);
    }
  }
}

function readTail(recovery: Recovery, file: string, from: number, to: number): Uint8Array {
  const tail = new Uint8Array(Math.max(0, to - from));
  new SalvageFile(recovery.shard.segmentFile(file)).read(tail, from);
  return tail;
}

function seal(
  { shard }: Recovery,
  segment: LiveSegment,
  scanned: ScannedSegment,
  blocks: readonly StoredBlock[],
): void {
  const writer = new SegmentWriter(segment.fileId, shard.indexes);
  writer.resume(
    blocks.map((block, i) => ({ place: scanned.places[i]!, columns: block.indexedColumns() })),
    Math.max(SEGMENT_HEADER_BYTES, scanned.validLength),
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
    for (const [i, block] of blocks.entries()) block.setSummary(writer.index.blocks[i]!);
  } finally {
    file.close();
  }
}
