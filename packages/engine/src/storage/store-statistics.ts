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
}
