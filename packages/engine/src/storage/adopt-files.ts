import { Bitmap } from '../bytes/bitmap.ts';
import type { StoredBlock } from '../segments/stored-block.ts';
import { parseFileName } from './directory-layout.ts';
import type { LiveSegment } from './live-segment.ts';
import { listedFiles, type Manifest, withLog, withTombstones } from './manifest.ts';
import type { ManifestReading } from './manifest-files.ts';
import { recoverSegment } from './recover-segment.ts';
import { attemptChange, type Recovery } from './recovery.ts';
import { storedSequences } from './stored-sequences.ts';
import { readTombstones, writeTombstones } from './tombstones.ts';

/**
 * When the newest manifest may be lost, takes up the files that only it listed: those with ids that the one before had not
 * given away, or, without any manifest, all. Rows that are there twice, because a merge had copied them, count once.
 *
 * @param names the files that are there
 * @throws StorageError if one cannot be read; UnsupportedVersionError
 */
export function adoptFiles(recovery: Recovery, reading: ManifestReading, names: ReadonlySet<string>): void {
  if (reading.hasBoth) return;
  const files = youngFiles(recovery.manifest, reading.manifest?.nextFileId ?? 0, names);
  if (files.length === 0) return;
  // Without a trace of a manifest the first one was being written when the process ended, or someone removed it.
  const kind = reading.damaged.length > 0 ? 'damage' : 'interrupted-write';
  recovery.shard.report(kind, `${files.length} files are taken up that no valid manifest lists`);
  // The newest first: of two files with the same rows the newer one is the merge of the older.
  for (const { file } of files.filter(({ kind }) => kind === 'segment').reverse()) adoptSegment(recovery, file);
  for (const { file } of files.filter(({ kind }) => kind === 'log'))
    recovery.manifest = withLog(recovery.manifest, file);
  for (const { file } of files.filter(({ kind }) => kind === 'tombstones')) adoptTombstones(recovery, file);
}

/** Unlisted files with ids that the manifest had not given away, ascending. */
function youngFiles(
  manifest: Manifest,
  nextFileId: number,
  names: ReadonlySet<string>,
): { kind: string; file: string }[] {
  const listed = listedFiles(manifest);
  return [...names]
    .map((file) => ({ file, ...parseFileName(file) }))
    .filter(({ file, fileId = -1 }) => fileId >= nextFileId && !listed.has(file))
    .sort((a, b) => a.fileId! - b.fileId!)
    .map(({ file, kind }) => ({ file, kind: kind! }));
}

function adoptSegment(recovery: Recovery, file: string): void {
  const { segments, shard } = recovery;
  const before = recovery.manifest;
  recovery.manifest = { ...before, closedSegments: [...before.closedSegments, { file }] };
  recoverSegment(recovery, { file });
  const segment = segments.get(file);
  if (segment === undefined) return;
  segments.remove(segment);
  const copies = segment.blocks().filter((block) => isStored(recovery, block));
  if (copies.length === segment.blocks().length) {
    // Nothing new: it is put into quarantine with the other files that are not listed.
    recovery.manifest = withoutSegment(recovery.manifest, file);
    return;
  }
  for (const block of copies) segment.setDeleted(block, Bitmap.full(block.rowCount));
  segments.settle(segment);
  if (copies.length > 0 && !shard.options.readOnly) attemptChange(shard, file, () => keepTombstones(recovery, segment));
}

function isStored({ segments }: Recovery, block: StoredBlock): boolean {
  const known = storedSequences(segments, block.header.firstSequence, block.header.lastSequence + 1);
  if (known.size === 0) return false;
  for (let row = 0; row < block.rowCount; row++) if (known.has(block.storedSequenceOf(row))) return true;
  return false;
}

function withoutSegment(manifest: Manifest, file: string): Manifest {
  return {
    ...manifest,
    sealedSegments: manifest.sealedSegments.filter((each) => each.file !== file),
    closedSegments: manifest.closedSegments.filter((each) => each.file !== file),
  };
}

function keepTombstones(recovery: Recovery, segment: LiveSegment): void {
  const fileId = recovery.manifest.nextFileId;
  recovery.manifest = { ...recovery.manifest, nextFileId: fileId + 1 };
  segment.tombstones = writeTombstones(recovery.shard, segment, fileId, segment.deletedRows);
  recovery.manifest = withTombstones(recovery.manifest, segment.file, segment.tombstones);
}

/** The newest tombstones of a segment hold all of its deleted rows. */
function adoptTombstones(recovery: Recovery, file: string): void {
  const { tombstones } = readTombstones(recovery.shard, file);
  const segment = [...recovery.segments].find(({ fileId }) => fileId === tombstones?.segmentId);
  if (tombstones === undefined || segment === undefined) return;
  let deletedRows = 0;
  for (const block of segment.blocks()) {
    const deleted = tombstones.blocks.get(block.header.blockNumber);
    if (deleted?.size !== block.rowCount) continue;
    const before = segment.deletedRows.get(block);
    segment.setDeleted(block, before === undefined ? deleted : before.clone().or(deleted));
    deletedRows += segment.deletedRows.get(block)!.count();
  }
  segment.tombstones = { file, deletedRows };
  recovery.manifest = withTombstones(recovery.manifest, segment.file, segment.tombstones);
}
