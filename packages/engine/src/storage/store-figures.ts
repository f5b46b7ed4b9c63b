import { MANIFEST_FILES } from './directory-layout.ts';
import type { HeadWriter } from './head-writer.ts';
import { liveFiles, type Manifest } from './manifest.ts';
import type { SegmentSet } from './segment-set.ts';
import type { Shard } from './shard.ts';
import type { StoreStatistics } from './store-statistics.ts';

export function storeStatistics(
  shard: Shard,
  manifest: Manifest,
  segments: SegmentSet,
  head: HeadWriter,
  others: Pick<StoreStatistics, 'merges' | 'removals' | 'batchIds'>,
): StoreStatistics {
  let rows = head.rowCount;
  let deletedRows = 0;
  let blocks = 0;
  let minTimeMs = Number.POSITIVE_INFINITY;
  let maxTimeMs = Number.NEGATIVE_INFINITY;
  for (const segment of segments) {
    rows += segment.bounds.rows;
    deletedRows += segment.tombstones?.deletedRows ?? 0;
    if (segment.isLoaded) blocks += segment.blocks().length;
    minTimeMs = Math.min(minTimeMs, segment.bounds.minTimeMs);
    maxTimeMs = Math.max(maxTimeMs, segment.bounds.maxTimeMs);
  }
  for (const block of head.blocks()) {
    blocks++;
    minTimeMs = Math.min(minTimeMs, block.minTimeMs);
    maxTimeMs = Math.max(maxTimeMs, block.maxTimeMs);
  }
  return {
    rows: rows - deletedRows,
    deletedRows,
    rawBytes: head.rawBytes,
    storedBytes: storedBytes(shard, manifest),
    segments: segments.size,
    blocks,
    headRows: head.rowCount,
    minTimeMs: minTimeMs <= maxTimeMs ? minTimeMs : null,
    maxTimeMs: minTimeMs <= maxTimeMs ? maxTimeMs : null,
    nextSequence: head.nextSequence,
    quarantined: manifest.quarantined.length,
    problems: Object.fromEntries(shard.problemCounts),
    ...others,
    cacheBytes: shard.cache.memoryBytes,
  };
}

function storedBytes(shard: Shard, manifest: Manifest): number {
  let bytes = 0;
  for (const file of [...MANIFEST_FILES, ...liveFiles(manifest)]) {
    const path = shard.path(file);
    if (shard.vfs.exists(path)) bytes += shard.vfs.size(path);
  }
  return bytes;
}
