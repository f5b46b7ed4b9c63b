import { CorruptionError, StorageError } from '../errors/engine-error.ts';
import type { BatchIds } from './batch-ids.ts';
import type { Head } from './head.ts';
import type { Manifest } from './manifest.ts';
import { withQuarantined } from './manifest.ts';
import { quarantineFile, quarantinePart } from './quarantine.ts';
import type { SegmentSet } from './segment-set.ts';
import type { Shard } from './shard.ts';

/**
 * What a start works on. What it changes in the manifest is written at the end, and if that fails before the first rows
 * are taken; a start that is interrupted finds the same again.
 */
export interface Recovery {
  readonly shard: Shard;
  readonly segments: SegmentSet;
  manifest: Manifest;
  /** Rows of logs that are in no segment, in the order of their sequence numbers. */
  readonly heads: Head[];
  /** The ids of batches that the logs hold. */
  readonly batches: BatchIds;
}

/** Moves a file out of the way, unless the store is read-only. It is no longer live, whether or not that succeeds. */
export function quarantine(recovery: Recovery, file: string, reason: string): void {
  const { shard } = recovery;
  if (shard.options.readOnly) return;
  const atMs = shard.now();
  attemptChange(shard, file, () => {
    shard.pool.forget(shard.path(file));
    const note = quarantineFile(shard.vfs, shard.options.directory, file, { reason, atMs });
    recovery.manifest = withQuarantined(recovery.manifest, file, { file: note.file, reason, atMs });
    shard.report('quarantined', `it was moved to quarantine as ${note.file}: ${reason}`, file);
  });
}

/** Puts a copy of a part of a file into quarantine, unless the store is read-only. */
export function quarantineRange(
  recovery: Recovery,
  file: string,
  offset: number,
  content: Uint8Array,
  reason: string,
): void {
  const { shard } = recovery;
  if (shard.options.readOnly) return;
  const atMs = shard.now();
  attemptChange(shard, file, () => {
    const note = quarantinePart(shard.vfs, shard.options.directory, file, { offset, content, reason, atMs });
    recovery.manifest = withQuarantined(recovery.manifest, note.file, { file: note.file, reason, atMs });
    shard.report('quarantined', `a part was copied to quarantine as ${note.file}: ${reason}`, file);
  });
}

/** Does what a start would like to change; that it cannot, on a full disk say, is reported and stops nothing. @returns whether it was done */
export function attemptChange(shard: Shard, file: string, change: () => void): boolean {
  try {
    change();
    return true;
  } catch (error) {
    if (!(error instanceof StorageError) && !(error instanceof CorruptionError)) throw error;
    shard.report('maintenance-failed', error.message, file);
    return false;
  }
}
