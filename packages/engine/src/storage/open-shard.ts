import { StorageError } from '../errors/engine-error.ts';
import { adoptFiles } from './adopt-files.ts';
import { BatchIds } from './batch-ids.ts';
import { MANIFEST_FILES, MANIFEST_TEMPORARY_FILE, parseFileName, RESERVE_FILE } from './directory-layout.ts';
import type { Head } from './head.ts';
import type { LiveSegment } from './live-segment.ts';
import { EMPTY_MANIFEST, listedFiles, type Manifest } from './manifest.ts';
import { type ManifestReading, readManifest } from './manifest-files.ts';
import { recoverSegment } from './recover-segment.ts';
import { attemptChange, quarantine, type Recovery } from './recovery.ts';
import { replayLogs } from './replay-logs.ts';
import { checkSealedSegment } from './segment-loader.ts';
import { SegmentSet } from './segment-set.ts';
import type { Shard } from './shard.ts';

/** What a start found. */
export interface OpenedShard {
  /** As it should be, with what recovery changed. */
  readonly manifest: Manifest;
  /** Whether the manifest differs from what is on disk. */
  readonly isChanged: boolean;
  readonly segments: SegmentSet;
  /** The rows of the logs that are in no segment, in the order of their sequence numbers. */
  readonly heads: readonly Head[];
  readonly nextSequence: number;
  /** The ids of batches that were stored lately. */
  readonly batches: BatchIds;
  /** Logs that are to be put into quarantine when their rows are in segments, with the reason. */
  readonly damagedLogs: ReadonlyMap<string, string>;
}

/** How often a reader looks again when the writer has changed the files while it was opening them. */
const READER_ATTEMPTS = 100;

/**
 * Opens the files of a shard. Damage never throws: it is reported, and what is not damaged is there.
 *
 * @throws StorageError if files cannot be read; UnsupportedVersionError
 */
export function openShard(shard: Shard): OpenedShard {
  const { vfs, options } = shard;
  return options.readOnly ? openForReading(shard) : openOnce(shard, readManifest(vfs, options.directory));
}

/**
 * Opens the files beside a process that writes. A file may be gone before it is opened, when the writer has put others in its
 * place: then the newer manifest is read. Once all are open the rows are there to stay, whatever the writer does. What looks like a
 * write that was interrupted may be going on.
 */
function openForReading(shard: Shard): OpenedShard {
  const { vfs, options } = shard;
  for (let attempt = 1; ; attempt++) {
    const { result, problems } = shard.holdProblems(() => {
      const reading = readManifest(vfs, options.directory);
      const opened = openOnce(shard, reading);
      const isHeld = [...opened.segments].map((segment) => holdOpen(shard, segment)).every(Boolean);
      return { opened, isHeld, generation: reading.manifest?.generation };
    });
    const damage = problems.filter(({ kind }) => kind !== 'interrupted-write');
    const isSound = result.isHeld && damage.length === 0;
    // The first look may have met both generations of the manifest at their change.
    const isSettled = attempt > 1 && readManifest(vfs, options.directory).manifest?.generation === result.generation;
    if (isSound || isSettled || attempt === READER_ATTEMPTS) {
      for (const { kind, message, file } of damage) shard.report(kind, message, file);
      return result.opened;
    }
    shard.pool.close();
  }
}

/** @returns false if there is none to be opened: that is found to be damage when it is read */
function holdOpen(shard: Shard, { file, tombstones }: LiveSegment): boolean {
  try {
    shard.pool.size(shard.path(file));
    if (tombstones !== undefined) shard.pool.size(shard.path(tombstones.file));
    return true;
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    return false;
  }
}

function openOnce(shard: Shard, reading: ManifestReading): OpenedShard {
  const { vfs, options } = shard;
  for (const { file, reason } of reading.damaged) shard.report('damage', reason, file);
  const recovery: Recovery = {
    shard,
    segments: new SegmentSet(),
    manifest: reading.manifest ?? EMPTY_MANIFEST,
    heads: [],
    batches: new BatchIds(),
  };
  const names = filesOf(shard);
  const nextFileId = 1 + Math.max(0, ...[...names].map((name) => parseFileName(name)?.fileId ?? 0));
  if (!options.readOnly && names.delete(MANIFEST_TEMPORARY_FILE)) {
    attemptChange(shard, MANIFEST_TEMPORARY_FILE, () => vfs.remove(shard.path(MANIFEST_TEMPORARY_FILE)));
  }
  for (const sealed of recovery.manifest.sealedSegments) checkSealedSegment(recovery, sealed, names);
  const { openSegment, closedSegments } = recovery.manifest;
  for (const unsealed of closedSegments) recoverSegment(recovery, unsealed);
  if (openSegment !== null) recoverSegment(recovery, openSegment);
  // Not even the id of a file that is not listed is given again.
  if (nextFileId > recovery.manifest.nextFileId) recovery.manifest = { ...recovery.manifest, nextFileId };
  adoptFiles(recovery, reading, names);
  const damagedLogs = replayLogs(recovery);
  quarantineUnlisted(recovery, names);
  let { nextSequence } = recovery.manifest;
  for (const { bounds } of recovery.segments) nextSequence = Math.max(nextSequence, bounds.lastSequence + 1);
  for (const head of recovery.heads) nextSequence = Math.max(nextSequence, head.nextSequence);
  const { manifest, segments, heads, batches } = recovery;
  const isChanged = manifest !== (reading.manifest ?? EMPTY_MANIFEST) || reading.damaged.length > 0;
  return { manifest, isChanged, segments, heads, nextSequence, batches, damagedLogs };
}

/** The names of the files of the shard, those of the manifest and the reserve left out. */
function filesOf({ vfs, options }: Shard): Set<string> {
  if (!vfs.exists(options.directory)) return new Set();
  const names = vfs
    .list(options.directory)
    .filter(({ name, isDirectory }) => !isDirectory && !MANIFEST_FILES.includes(name) && name !== RESERVE_FILE)
    .map(({ name }) => name);
  return new Set(names);
}

function quarantineUnlisted(recovery: Recovery, names: ReadonlySet<string>): void {
  const listed = listedFiles(recovery.manifest);
  for (const name of names) {
    if (listed.has(name) || !recovery.shard.vfs.exists(recovery.shard.path(name))) continue;
    quarantine(recovery, name, 'the manifest does not list it');
  }
}
