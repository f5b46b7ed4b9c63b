import { StorageError } from '../errors/engine-error.ts';
import { FieldIndexes } from '../indexes/field-indexes.ts';
import type { BlockView } from '../segments/block-view.ts';
import { ColumnCache } from '../segments/column-cache.ts';
import { parseShardDirectory, SEQUENCES_PER_SHARD, tenantDigits } from './directory-layout.ts';
import { DiskSpace } from './disk-space.ts';
import { FilePool } from './file-pool.ts';
import { PooledSegmentFile } from './pooled-segment-file.ts';
import type { StoreLimits } from './store-limits.ts';
import type { ResolvedStoreOptions, StoreProblem, StoreProblemKind } from './store-options.ts';
import type { Vfs } from './vfs.ts';
import { joinPath } from './vfs-path.ts';

/** What everything that works on the files of a shard shares. */
export class Shard {
  readonly options: ResolvedStoreOptions;
  readonly vfs: Vfs;
  readonly cache: ColumnCache;
  readonly pool: FilePool;
  /**
   * What is added to sequence numbers where several shards are read as one, so that each number stands once and rows of one time are
   * in the order of their shards.
   */
  readonly sequenceBase: number;
  /** What ids of streams begin with. */
  readonly tenantDigits: string;
  /** The indexes of fields that blocks are to have. */
  readonly indexes: FieldIndexes;
  readonly space: DiskSpace;
  /** Problems reported since the store was opened, by kind. */
  readonly problemCounts: Map<StoreProblemKind, number> = new Map();
  #heldProblems: StoreProblem[] | undefined;

  /** @param cache one that is shared with other shards */
  constructor(options: ResolvedStoreOptions, cache: ColumnCache = new ColumnCache(options.cacheBytes)) {
    this.options = options;
    this.vfs = options.vfs;
    this.space = new DiskSpace(options);
    this.cache = cache;
    this.sequenceBase = (parseShardDirectory(options.directory) ?? 0) * SEQUENCES_PER_SHARD;
    this.tenantDigits = tenantDigits(options.directory);
    this.indexes = new FieldIndexes(options.indexes, ({ field, kind }, message) =>
      this.report('index-failed', `the index '${kind}' of the field '${field}': ${message}`),
    );
    // A reader keeps its files open, for the writer may remove them at any time.
    this.pool = new FilePool(options.vfs, ...(options.readOnly ? [Number.POSITIVE_INFINITY] : []));
  }

  /** Tells a block what it shows of its shard. */
  adopt(block: BlockView): void {
    block.sequenceBase = this.sequenceBase;
    block.tenantDigits = this.tenantDigits;
  }

  get limits(): StoreLimits {
    return this.options.limits;
  }

  /** Milliseconds since 1970, whole ones. */
  now(): number {
    return Math.floor(this.options.clock());
  }

  /** The path of a file of the shard. */
  path(file: string): string {
    return joinPath(this.options.directory, file);
  }

  segmentFile(file: string): PooledSegmentFile {
    return new PooledSegmentFile(this.pool, this.path(file));
  }

  /** Removes what is of no use; what stays is put into quarantine by the next start. */
  removeIfPossible(file: string): void {
    try {
      this.vfs.remove(this.path(file));
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
    }
  }

  report(kind: StoreProblemKind, message: string, file?: string): void {
    const problem: StoreProblem = file === undefined ? { kind, message } : { kind, file, message };
    if (this.#heldProblems === undefined) this.#tell(problem);
    else this.#heldProblems.push(problem);
  }

  /** Does something whose problems may not be real: nobody hears of them but the caller. */
  holdProblems<T>(action: () => T): { readonly result: T; readonly problems: readonly StoreProblem[] } {
    const problems: StoreProblem[] = [];
    this.#heldProblems = problems;
    try {
      return { result: action(), problems };
    } finally {
      this.#heldProblems = undefined;
    }
  }

  #tell(problem: StoreProblem): void {
    this.problemCounts.set(problem.kind, (this.problemCounts.get(problem.kind) ?? 0) + 1);
    this.options.onProblem(problem);
  }
}
