import { StorageError } from '../errors/engine-error.ts';
import { adoptFiles } from './adopt-files.ts';
import { MANIFEST_FILES, MANIFEST_TEMPORARY_FILE, parseFileName, RESERVE_FILE } from './directory-layout.ts';
import type { Head } from './head.ts';
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
  /** Logs that are to be put into quarantine when their rows are in segments, with the reason. */
  readonly damagedLogs: ReadonlyMap<string, string>;
}

/** How often a reader looks again when the writer has changed the files while it was opening them. */
const READER_ATTEMPTS = 10;

/**
 * Opens the files of a shard. Damage never throws: it is reported, and what is not damaged is there.
 *
 * @throws StorageError if files cannot be read; UnsupportedVersionError
 */
export function openShard(shard: Shard): OpenedShard {
  const { vfs, options } = shard;
  if (!options.readOnly) return openOnce(shard, readManifest(vfs, options.directory));
  for (let attempt = 1; ; attempt++) {
    const reading = readManifest(vfs, options.directory);
    const opened = openOnce(shard, reading);
    for (const { file } of opened.segments) holdOpen(shard, file);
    const now = readManifest(vfs, options.directory).manifest?.generation;
    if (now === reading.manifest?.generation || attempt === READER_ATTEMPTS) return opened;
    shard.pool.close();
  }
}

/** One that cannot be opened is found to be damaged when it is read. */
function holdOpen(shard: Shard, file: string): void {
  try {
    shard.pool.size(shard.path(file));
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
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
  const { manifest, segments, heads } = recovery;
  const isChanged = manifest !== (reading.manifest ?? EMPTY_MANIFEST) || reading.damaged.length > 0;
  return { manifest, isChanged, segments, heads, nextSequence, damagedLogs };
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
