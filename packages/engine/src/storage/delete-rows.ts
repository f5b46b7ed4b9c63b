import type { Bitmap } from '../bytes/bitmap.ts';
import type { Block } from '../segments/block.ts';
import type { StoredBlock } from '../segments/stored-block.ts';
import { fileName } from './directory-layout.ts';
import type { LiveSegment } from './live-segment.ts';
import { type Tombstones, withObsolete, withTombstones } from './manifest.ts';
import type { ManifestKeeper } from './manifest-keeper.ts';
import type { SegmentSet } from './segment-set.ts';
import type { Shard } from './shard.ts';
import { writeTombstones } from './tombstones.ts';

interface Deletion {
  readonly segment: LiveSegment;
  /** All deleted rows of the segment, those of before among them. */
  readonly deleted: ReadonlyMap<StoredBlock, Bitmap>;
  readonly tombstones: Tombstones;
}

/**
 * Writes tombstones for the rows that `select` gives, and hides them. One manifest lists them all: they are deleted together
 * or not at all.
 *
 * @returns how many rows were to be seen and are not any more
 * @throws StorageError
 */
export function deleteStoredRows(
  shard: Shard,
  manifest: ManifestKeeper,
  segments: SegmentSet,
  select: (block: Block) => Bitmap,
): number {
  let count = 0;
  const deletions: Deletion[] = [];
  const write = (segment: LiveSegment, deleted: ReadonlyMap<StoredBlock, Bitmap>): Tombstones => {
    const fileId = manifest.takeFileId();
    try {
      return writeTombstones(shard, segment, fileId, deleted);
    } catch (error) {
      for (const file of [...deletions.map(({ tombstones }) => tombstones.file), fileName('tombstones', fileId)])
        shard.removeIfPossible(file);
      throw error;
    }
  };
  for (const segment of segments) {
    const deleted = new Map(segment.deletedRows);
    let isChanged = false;
    for (const block of segment.blocks()) {
      const rows = select(block).clone();
      if (block.deleted !== null) rows.andNot(block.deleted);
      const added = rows.count();
      if (added === 0) continue;
      count += added;
      isChanged = true;
      const before = deleted.get(block);
      deleted.set(block, before === undefined ? rows : before.clone().or(rows));
    }
    if (isChanged) deletions.push({ segment, deleted, tombstones: write(segment, deleted) });
  }
  if (deletions.length === 0) return 0;
  try {
    manifest.update((current) =>
      deletions.reduce((next, { segment, tombstones }) => withTombstones(next, segment.file, tombstones), current),
    );
  } catch (error) {
    // The manifest that lists them may be on disk, until the next one is.
    manifest.change((current) =>
      withObsolete(
        current,
        deletions.map(({ tombstones }) => tombstones.file),
      ),
    );
    throw error;
  }
  for (const { segment, deleted, tombstones } of deletions) {
    segment.tombstones = tombstones;
    for (const [block, rows] of deleted) segment.setDeleted(block, rows);
  }
  return count;
}
