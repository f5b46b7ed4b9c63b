import type { Head } from './head.ts';
import { EMPTY_MANIFEST, type Manifest } from './manifest.ts';
import { readManifest } from './manifest-files.ts';
import { recoverSegment } from './recover-segment.ts';
import { replayLogs } from './replay-logs.ts';
import { sealedSegment } from './segment-loader.ts';
import { SegmentSet } from './segment-set.ts';
import type { Shard } from './shard.ts';

/** What a start found. */
export interface OpenedShard {
  /** As it should be: with what recovery changed, perhaps not written yet. */
  readonly manifest: Manifest;
  /** Whether recovery changed the manifest. */
  readonly isChanged: boolean;
  readonly segments: SegmentSet;
  /** The rows of the logs that are in no segment. */
  readonly head: Head;
  readonly nextSequence: number;
}

/**
 * Opens the files of a shard. Damage never throws: it is reported, and what is not damaged is there.
 *
 * @throws StorageError if files cannot be read, or recovery cannot be written; UnsupportedVersionError
 */
export function openShard(shard: Shard): OpenedShard {
  const reading = readManifest(shard.vfs, shard.options.directory);
  let manifest = reading.manifest ?? EMPTY_MANIFEST;
  const segments = new SegmentSet();
  for (const sealed of manifest.sealedSegments) segments.settle(sealedSegment(shard, sealed));
  const unsealed = manifest.openSegment === null ? [] : [manifest.openSegment];
  for (const file of [...manifest.closedSegments, ...unsealed]) {
    const recovered = recoverSegment(shard, manifest, file);
    manifest = recovered.manifest;
    if (recovered.segment !== undefined) segments.settle(recovered.segment);
  }
  const { head, nextSequence } = replayLogs(shard, manifest, segments);
  return { manifest, isChanged: manifest !== reading.manifest, segments, head, nextSequence };
}
