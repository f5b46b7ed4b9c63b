import { LINE_BYTES_MAX } from '../errors/limits.ts';
import type { FieldIndex } from '../indexes/field-index.ts';
import type { Block } from '../segments/block.ts';
import { shardDirectory } from './directory-layout.ts';
import { STORE_LIMITS, type StoreLimits } from './store-limits.ts';
import type { Vfs } from './vfs.ts';

/**
 * When a row counts as stored:
 * - `fsync`: when the call returns it is on disk
 * - `interval`: within a second it is on disk; a power cut may take what came since, the end of the process too
 * - `memory`: nothing is synced and nothing logged; what is not in a segment yet is gone with the process
 */
export type Durability = 'fsync' | 'interval' | 'memory';

/** Something that people should hear of; the store goes on. */
export interface StoreProblem {
  readonly kind: StoreProblemKind;
  /** The file it is about, without a path. */
  readonly file?: string;
  /** A sentence. */
  readonly message: string;
}

/**
 * - `damage`: bytes on disk are not what was written; what they held is missing, the rest is there
 * - `interrupted-write`: the last write did not finish; nothing that was acknowledged is missing
 * - `quarantined`: a file or a part of one was moved to `quarantine/`
 * - `write-failed`: a write or sync failed; the file was given up and another one begun
 * - `maintenance-failed`: merging, retention or removing of files failed and will be tried again
 * - `observer-failed`: the observer threw
 * - `index-failed`: an index threw, or gave what cannot be right; what it is asked for is found without it
 */
export type StoreProblemKind =
  | 'damage'
  | 'interrupted-write'
  | 'quarantined'
  | 'write-failed'
  | 'maintenance-failed'
  | 'observer-failed'
  | 'index-failed';

export interface Retention {
  /** Rows older than this are hidden at once; a file goes when its newest row is older. */
  readonly maxAgeSeconds?: number;
  /** Above this the oldest segments go, but none with rows of the newest two days. */
  readonly maxBytes?: number;
}

/** Hears of rows that were just stored. */
export interface RowObserver {
  /** Whether rows that are not part of a whole block are wanted, too: each such call then costs building a block. */
  readonly observes: boolean;
  /** Called after the rows are acknowledged, in the order of their sequence numbers. The blocks are free to keep. */
  rowsAdded(blocks: readonly Block[]): void;
}

export interface StoreOptions {
  readonly vfs: Vfs;
  /** The shard's, as `shardDirectory` gives it; the default is the only one of a plain library. */
  readonly directory?: string;
  /** Default `fsync`. */
  readonly durability?: Durability;
  /** Nothing is changed, not even by recovery; any number of readers may do so beside one writer. Default false. */
  readonly readOnly?: boolean;
  /** Milliseconds since 1970; default `Date.now`. */
  readonly clock?: () => number;
  /** Default `LINE_BYTES_MAX`. */
  readonly lineBytesMax?: number;
  /** What becomes of a line that cannot be parsed; default `keep`. */
  readonly malformed?: 'keep' | 'reject';
  /** Default: rows are kept for ever. */
  readonly retention?: Retention;
  /** How many bytes of decoded columns are kept in memory; default 128 MiB. */
  readonly cacheBytes?: number;
  /** While fewer bytes are free on the disk no rows are taken; 0 for none. Default 256 MiB. */
  readonly freeBytesMin?: number;
  /** Fields whose values get an exact index, and indexes of other kinds; each field and kind once. */
  readonly indexes?: readonly (string | FieldIndex)[];
  readonly observer?: RowObserver;
  readonly onProblem?: (problem: StoreProblem) => void;
  /** Whether the store takes the lock of the data directory; default true. False where the caller holds it. */
  readonly takesLock?: boolean;
  /** Sizes and times other than `STORE_LIMITS`: small ones for tests. */
  readonly limits?: Partial<StoreLimits>;
  /**
   * Whether what readers in other threads need is kept in shared memory: the lines of the head, and what the segment that grows
   * knows of its blocks. `Store.snapshot` costs little then. Default false.
   */
  readonly sharesHead?: boolean;
  /** Called when work was done by the timer: `Store.snapshot` may give something new. */
  readonly onMaintained?: () => void;
  /** Whether work that is due is also done by an unref'd timer, not only by the next append; default true. */
  readonly usesTimer?: boolean;
}

/** Options with every default in its place. */
export type ResolvedStoreOptions = Required<Omit<StoreOptions, 'observer' | 'limits'>> & {
  readonly limits: StoreLimits;
  readonly observer: RowObserver | undefined;
};

/** Merging, and whatever else runs on the machine, needs some room; a file system that is nearly full is slow, too. */
export const FREE_BYTES_MIN: number = 256 * 1024 * 1024;
const CACHE_BYTES = 128 * 1024 * 1024;

export function resolveStoreOptions(options: StoreOptions): ResolvedStoreOptions {
  return {
    directory: shardDirectory(),
    durability: 'fsync',
    readOnly: false,
    clock: Date.now,
    lineBytesMax: LINE_BYTES_MAX,
    malformed: 'keep',
    retention: {},
    cacheBytes: CACHE_BYTES,
    freeBytesMin: FREE_BYTES_MIN,
    indexes: [],
    onProblem: () => undefined,
    takesLock: true,
    sharesHead: false,
    onMaintained: () => undefined,
    usesTimer: true,
    ...options,
    limits: { ...STORE_LIMITS, ...options.limits },
    observer: options.observer,
  };
}
