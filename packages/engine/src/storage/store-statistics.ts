import type { BatchIdFigures } from './batch-ids.ts';
import { addRemovals, NO_REMOVALS, type Removals } from './removal-figures.ts';
import type { StoreProblemKind } from './store-options.ts';

/** What a store holds. */
export interface StoreStatistics {
  /** Rows that are not deleted; those that retention hides count until their segment goes. */
  readonly rows: number;
  readonly deletedRows: number;
  /** Bytes of the lines that were stored since the store was made, as they came in. */
  readonly rawBytes: number;
  /** Bytes of all live files: segments, logs, tombstones, manifests. */
  readonly storedBytes: number;
  readonly segments: number;
  /** Blocks of segments that were opened so far, and of the head. */
  readonly blocks: number;
  /** Rows that are in no segment yet. */
  readonly headRows: number;
  /** Times of the oldest and the newest row, milliseconds since 1970 (floor); null while there are no rows. */
  readonly minTimeMs: number | null;
  readonly maxTimeMs: number | null;
  readonly nextSequence: number;
  /** Files and parts of files in quarantine. */
  readonly quarantined: number;
  /** Problems since the store was opened. */
  readonly problems: Readonly<Partial<Record<StoreProblemKind, number>>>;
  /** Merges since the store was opened. */
  readonly merges: number;
  /** Bytes of decoded columns that are kept in memory. */
  readonly cacheBytes: number;
  /** What retention has removed since the store was opened. */
  readonly removals: Removals;
  /** The ids of batches. */
  readonly batchIds: BatchIdFigures;
}

/** The figures of several shards as those of one; `nextSequence` is the highest. */
export function joinStatistics(shards: readonly StoreStatistics[]): StoreStatistics {
  const [only] = shards;
  if (only !== undefined && shards.length === 1) return only;
  const sum = (figure: (shard: StoreStatistics) => number): number =>
    shards.reduce((total, shard) => total + figure(shard), 0);
  const problems: Partial<Record<StoreProblemKind, number>> = {};
  for (const shard of shards) {
    for (const [kind, count] of Object.entries(shard.problems) as [StoreProblemKind, number][]) {
      problems[kind] = (problems[kind] ?? 0) + count;
    }
  }
  const oldest = shards.map(({ minTimeMs }) => minTimeMs).filter((ms) => ms !== null);
  const newest = shards.map(({ maxTimeMs }) => maxTimeMs).filter((ms) => ms !== null);
  return {
    rows: sum(({ rows }) => rows),
    deletedRows: sum(({ deletedRows }) => deletedRows),
    rawBytes: sum(({ rawBytes }) => rawBytes),
    storedBytes: sum(({ storedBytes }) => storedBytes),
    segments: sum(({ segments }) => segments),
    blocks: sum(({ blocks }) => blocks),
    headRows: sum(({ headRows }) => headRows),
    minTimeMs: oldest.length === 0 ? null : Math.min(...oldest),
    maxTimeMs: newest.length === 0 ? null : Math.max(...newest),
    nextSequence: Math.max(0, ...shards.map(({ nextSequence }) => nextSequence)),
    quarantined: sum(({ quarantined }) => quarantined),
    problems,
    merges: sum(({ merges }) => merges),
    cacheBytes: sum(({ cacheBytes }) => cacheBytes),
    removals: shards.map(({ removals }) => removals).reduce(addRemovals, NO_REMOVALS),
    batchIds: {
      known: sum(({ batchIds }) => batchIds.known),
      forgotten: {
        count: sum(({ batchIds }) => batchIds.forgotten.count),
        bytes: sum(({ batchIds }) => batchIds.forgotten.bytes),
      },
    },
  };
}
