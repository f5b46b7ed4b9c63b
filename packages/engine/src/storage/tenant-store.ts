import type { Bitmap } from '../bytes/bitmap.ts';
import { type BatchConflictError, EngineError } from '../errors/engine-error.ts';
import type { LineCounts } from '../ingest/row-batch-builder.ts';
import type { Block } from '../segments/block.ts';
import { acquireLock } from './acquire-lock.ts';
import type { BatchChunk } from './batch-group.ts';
import type { BatchLine } from './batch-ids.ts';
import { DEFAULT_SHARD, DEFAULT_TENANT, listShards, shardDirectory } from './directory-layout.ts';
import type { DirectoryLock } from './directory-lock.ts';
import { joinVerifyReports } from './join-verify-reports.ts';
import { Store } from './store.ts';
import type { StoreOptions } from './store-options.ts';
import type { StoreSnapshot } from './store-snapshot.ts';
import { joinStatistics, type StoreStatistics } from './store-statistics.ts';
import type { VerifyReport } from './verify-shard.ts';

export interface TenantStoreOptions extends Omit<StoreOptions, 'directory'> {
  /** Default `default`. */
  readonly tenant?: string;
  /** The shard that rows are added to; default 0. */
  readonly shard?: number;
  /**
   * Which other shards are opened too, where they exist; all unless given. Then batches that they know are known from the start on;
   * otherwise it is up to those who write to several shards which of them is asked for an id (`strayBatches`).
   */
  readonly owns?: (shard: number) => boolean;
}

/**
 * The shards of a tenant as one store. Rows are added to one of them; the others are what several threads have written before, or
 * another number of threads. Rows of one time are in the order of their shards and, within a shard, of their sequence numbers.
 */
export class TenantStore {
  /** The one that rows are added to comes first. */
  readonly #stores: readonly Store[];
  readonly #shards: readonly number[];
  readonly #lock: DirectoryLock | undefined;

  private constructor(stores: readonly Store[], shards: readonly number[], lock: DirectoryLock | undefined) {
    this.#stores = stores;
    this.#shards = shards;
    this.#lock = lock;
  }

  /** As `Store.open`. */
  static open(options: TenantStoreOptions): TenantStore {
    const { tenant = DEFAULT_TENANT, shard = DEFAULT_SHARD, owns = () => true, ...rest } = options;
    const { vfs, readOnly = false, takesLock = true } = rest;
    if (!readOnly) vfs.mkdirp(shardDirectory(tenant, shard));
    const lock =
      readOnly || !takesLock ? undefined : acquireLock({ ...rest, directory: shardDirectory(tenant, shard) });
    const stores: Store[] = [];
    try {
      const shards = [shard, ...listShards(vfs, tenant).filter((each) => each !== shard && owns(each))];
      for (const each of shards) {
        stores.push(Store.open({ ...rest, takesLock: false, directory: shardDirectory(tenant, each) }));
      }
      const store = new TenantStore(stores, shards, lock);
      if (!readOnly && options.owns === undefined) store.adoptBatches(store.strayBatches(() => true));
      return store;
    } catch (error) {
      for (const store of stores) store.close();
      lock?.release();
      throw error;
    }
  }

  /** As `Store.nextSequence` of the shard that rows are added to. */
  get nextSequence(): number {
    return this.#first.nextSequence;
  }

  /** As `Store.appendLines`. */
  appendLines(chunk: Uint8Array): LineCounts {
    return this.#first.appendLines(chunk);
  }

  /** As `Store.appendTogether`. */
  appendTogether(chunks: readonly Uint8Array[]): LineCounts[] {
    return this.#first.appendTogether(chunks);
  }

  /** As `Store.appendBatches`; ids are known to the shard that rows are added to. */
  appendBatches(chunks: readonly BatchChunk[]): (LineCounts | BatchConflictError)[] {
    return this.#first.appendBatches(chunks);
  }

  /**
   * The batches that other shards know than the one which rows are added to, and those that it knows and is not asked for.
   * @param isHome whether it is asked for an id
   */
  strayBatches(isHome: (id: string) => boolean): BatchLine[] {
    const strays: BatchLine[] = [];
    for (const [index, store] of this.#stores.entries()) {
      for (const batch of store.freshBatches()) if (index > 0 || !isHome(batch.id)) strays.push(batch);
    }
    return strays;
  }

  /** As `Store.adoptBatches`, by the shard that rows are added to. */
  adoptBatches(batches: readonly BatchLine[]): void {
    this.#first.adoptBatches(batches);
  }

  /** As `Store.appendRow`. */
  appendRow(json: string, hasTime = false): number {
    return this.#first.appendRow(json, hasTime);
  }

  /** As `Store.appendEntry`. */
  appendEntry(entry: unknown): number | undefined {
    return this.#first.appendEntry(entry);
  }

  /** As `Store.blocks`, of all shards. */
  blocks(startMs: number, endMs: number): Iterable<Block> {
    const [only] = this.#stores;
    if (this.#stores.length === 1) return only!.blocks(startMs, endMs);
    return this.#stores.flatMap((store) => [...store.blocks(startMs, endMs)]);
  }

  /** The shards, that which rows are added to first. */
  get shards(): readonly number[] {
    return this.#shards;
  }

  /** As `Store.blocks`, of one shard and all times. */
  blocksOf(shard: number): Iterable<Block> {
    return this.#storeOf(shard).blocks(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  }

  /** As `Store.nextSequence`, of one shard. */
  nextSequenceOf(shard: number): number {
    return this.#storeOf(shard).nextSequence;
  }

  /** As `Store.snapshot`, by shard. */
  snapshots(): ReadonlyMap<number, StoreSnapshot> {
    return new Map(this.#stores.map((store, index) => [this.#shards[index]!, store.snapshot()]));
  }

  /** As `Store.deleteRows`, of all shards. @throws StorageError; the rows of some shards may be deleted */
  deleteRows(select: (block: Block) => Bitmap): number {
    return this.#stores.reduce((sum, store) => sum + store.deleteRows(select), 0);
  }

  /** As `Store.flush`. */
  flush(): void {
    for (const store of this.#stores) store.flush();
  }

  /** As `Store.compact`. */
  compact(): void {
    for (const store of this.#stores) store.compact();
  }

  /** As `Store.verify`; files are named with the folder of their shard where there are several. */
  verify(): VerifyReport {
    const reports = this.#stores.map((store) => store.verify());
    if (reports.length === 1) return reports[0]!;
    const named = reports.map((report, index) => ({
      ...report,
      damaged: report.damaged.map((each) => ({ ...each, file: `shard-${this.#shards[index]}/${each.file}` })),
    }));
    return joinVerifyReports(named);
  }

  /** As `Store.statistics`, summed up. */
  statistics(): StoreStatistics {
    return joinStatistics(this.#stores.map((store) => store.statistics()));
  }

  /** As `Store.close`. @throws StorageError; all are closed even so */
  close(): void {
    const failures: EngineError[] = [];
    for (const store of this.#stores) {
      try {
        store.close();
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        failures.push(error);
      }
    }
    this.#lock?.release();
    if (failures.length > 0) throw failures[0]!;
  }

  #storeOf(shard: number): Store {
    return this.#stores[this.#shards.indexOf(shard)]!;
  }

  get #first(): Store {
    return this.#stores[0]!;
  }
}
