import { Bitmap } from '../bytes/bitmap.ts';
import type { StoredBlock } from '../segments/stored-block.ts';
import { fileName } from './directory-layout.ts';
import type { LiveSegment } from './live-segment.ts';
import type { Tombstones } from './manifest.ts';
import type { Shard } from './shard.ts';
import { failureCode } from './storage-failure.ts';
import { decodeTombstones, encodeTombstones, type TombstoneSet } from './tombstones-encoding.ts';

/**
 * Hides the rows of the blocks that the segment's tombstones say are deleted. If both copies of the file are damaged that
 * is reported, and the rows are there again.
 *
 * @throws StorageError if the file cannot be read; UnsupportedVersionError
 */
export function applyTombstones(shard: Shard, segment: LiveSegment, blocks: readonly StoredBlock[]): void {
  if (segment.tombstones === undefined) return;
  const { file } = segment.tombstones;
  const { tombstones, damage } = readTombstones(shard, file);
  if (damage !== undefined) shard.report('damage', damage, file);
  if (tombstones === undefined || tombstones.segmentId !== segment.fileId) {
    shard.report('damage', `the rows deleted from ${segment.file} are visible again`, file);
    return;
  }
  for (const block of blocks) {
    const deleted = tombstones.blocks.get(block.header.blockNumber);
    if (deleted?.size === block.rowCount) segment.setDeleted(block, deleted);
  }
}

/** Reads a tombstone file; what cannot be read is damage. @throws StorageError; UnsupportedVersionError */
export function readTombstones(
  shard: Shard,
  file: string,
): { readonly tombstones: TombstoneSet | undefined; readonly damage: string | undefined } {
  const path = shard.path(file);
  try {
    // A reader holds the file open, for the writer may have removed it.
    const content = shard.options.readOnly ? shard.pool.readWhole(path) : shard.vfs.readWhole(path);
    return decodeTombstones(content, path);
  } catch (error) {
    const code = failureCode(error);
    if (code !== 'ENOENT' && code !== 'EIO') throw error;
    return { tombstones: undefined, damage: (error as Error).message };
  }
}

/**
 * Writes which rows of a segment are deleted to a new file, on disk but not in the manifest when this returns.
 *
 * @param deleted by block, all of its deleted rows
 * @throws StorageError
 */
export function writeTombstones(
  shard: Shard,
  segment: LiveSegment,
  fileId: number,
  deleted: ReadonlyMap<StoredBlock, Bitmap>,
): Tombstones {
  const blocks = new Map<number, Bitmap>();
  let deletedRows = 0;
  for (const [block, bitmap] of deleted) {
    if (bitmap.isEmpty()) continue;
    blocks.set(block.header.blockNumber, bitmap);
    deletedRows += bitmap.count();
  }
  const name = fileName('tombstones', fileId);
  const file = shard.vfs.create(shard.path(name));
  try {
    file.append(encodeTombstones({ fileId, segmentId: segment.fileId, blocks }));
    if (shard.options.durability !== 'memory') file.sync();
  } finally {
    file.close();
  }
  return { file: name, deletedRows };
}

/** The rows that are in either; null stands for none. */
export function unionOf(a: Bitmap | null, b: Bitmap | null): Bitmap | null {
  if (a === null) return b;
  return b === null ? a : new Bitmap(a.size, a.words.slice()).or(b);
}
