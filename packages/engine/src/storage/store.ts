import type { Bitmap } from '../bytes/bitmap.ts';
import { type BatchConflictError, ClosedError, ReadOnlyError } from '../errors/engine-error.ts';
import type { LineCounts } from '../ingest/row-batch-builder.ts';
import type { Block } from '../segments/block.ts';
import type { BlockView } from '../segments/block-view.ts';
import { acquireLock } from './acquire-lock.ts';
import type { BatchChunk } from './batch-group.ts';
import type { BatchLine } from './batch-ids.ts';
import { deleteStoredRows } from './delete-rows.ts';
import type { DirectoryLock } from './directory-lock.ts';
import { HeadLog } from './head-log.ts';
import { HeadWriter } from './head-writer.ts';
import { Maintenance } from './maintenance.ts';
import { ManifestKeeper } from './manifest-keeper.ts';
import { Merger } from './merger.ts';
import { OpenSegment } from './open-segment.ts';
import { openShard } from './open-shard.ts';
import { attemptChange } from './recovery.ts';
import { Retention } from './retention.ts';
import type { SegmentSet } from './segment-set.ts';
import { Shard } from './shard.ts';
import { storeStatistics } from './store-figures.ts';
import { resolveStoreOptions, type StoreOptions } from './store-options.ts';
import { SnapshotMaker, type StoreSnapshot } from './store-snapshot.ts';
import type { StoreStatistics } from './store-statistics.ts';
import { type VerifyReport, verifyShard } from './verify-shard.ts';

/**
 * Stores rows in the files of a shard, and gives them back as blocks. One process writes, in one thread; any number reads,
 * each seeing the store as it was when it was opened.
 *
 *     const store = Store.open({ vfs: new NodeVfs(directory) });
 *     store.appendLines(bytes);          // acknowledged when it returns, as the durability says
 *     for (const block of store.blocks(-Infinity, Infinity)) …
 *     store.close();
 */
export class Store {
  readonly #shard: Shard;
  readonly #lock: DirectoryLock | undefined;
  readonly #manifest: ManifestKeeper;
  readonly #log: HeadLog;
  readonly #segments: SegmentSet;
  readonly #segment: OpenSegment;
  readonly #head: HeadWriter;
  readonly #retention: Retention;
  readonly #merger: Merger;
  readonly #maintenance: Maintenance;
  readonly #snapshots: SnapshotMaker;
  #isClosed = false;

  private constructor(shard: Shard, lock: DirectoryLock | undefined) {
    this.#shard = shard;
    this.#lock = lock;
    const { manifest, segments, heads, nextSequence, batches, damagedLogs, isChanged } = openShard(shard);
    this.#segments = segments;
    this.#manifest = new ManifestKeeper(shard, manifest, () => ({ rawBytes: this.#head.rawBytes }));
    const logs = manifest.writeAheadLogs.map(({ file }) => file);
    this.#log = new HeadLog(shard, this.#manifest, logs, damagedLogs, batches);
    this.#segment = new OpenSegment(shard, this.#manifest, segments);
    const rawBytes = Number(manifest.properties.rawBytes ?? 0);
    this.#head = new HeadWriter(shard, this.#log, this.#segment, { heads, nextSequence, batches, rawBytes });
    this.#retention = new Retention(shard);
    this.#merger = new Merger(shard, this.#manifest, segments, {
      cutoffMs: () => this.#retention.cutoffMs,
      onRemoved: (segment) => this.#maintenance.retire(segment),
    });
    this.#maintenance = new Maintenance(shard, {
      manifest: this.#manifest,
      segments,
      log: this.#log,
      segment: this.#segment,
      head: this.#head,
      retention: this.#retention,
      merger: this.#merger,
    });
    this.#snapshots = new SnapshotMaker(this.#manifest, segments, this.#segment, this.#head);
    if (shard.options.readOnly) return;
    // On a full disk the store opens even so: what cannot be written now is written before the next rows are taken.
    attemptChange(shard, shard.options.directory, () => {
      if (isChanged) this.#manifest.require((current) => current);
      // What room there is then is for deleting.
      if (!shard.space.isLow()) this.#head.flush();
      this.#maintenance.retain();
      this.#maintenance.removeFiles();
      this.#maintenance.keepReserve();
    });
  }

  /**
   * Opens a store, and makes it if there is none. Damage never throws: it is reported, and what is not damaged is there.
   *
   * @throws StorageError if files cannot be read or the lock not be written; LockedError; UnsupportedVersionError
   */
  static open(options: StoreOptions): Store {
    const shard = new Shard(resolveStoreOptions(options));
    const { vfs, readOnly, takesLock, directory } = shard.options;
    if (!readOnly) vfs.mkdirp(directory);
    const lock = readOnly || !takesLock ? undefined : acquireLock(options);
    try {
      return new Store(shard, lock);
    } catch (error) {
      shard.pool.close();
      lock?.release();
      throw error;
    }
  }

  /** The sequence number that the next row gets. */
  get nextSequence(): number {
    return this.#head.nextSequence;
  }

  /**
   * Parses, stores and acknowledges lines: on an error none of them.
   *
   * @throws StorageError; DiskFullError while less is free than `freeBytesMin`
   */
  appendLines(chunk: Uint8Array): LineCounts {
    this.#beforeAppend();
    const counts = this.#head.appendLines(chunk);
    this.#maintenance.run();
    return counts;
  }

  /**
   * As `appendLines` for several chunks, which are stored together with one sync: all of them or, on an error, none. They are at
   * most as long together as one chunk that is not taken apart, 64 MiB.
   *
   * @returns the counts of each chunk, with line numbers of its own
   * @throws as `appendLines`
   */
  appendTogether(chunks: readonly Uint8Array[]): LineCounts[] {
    this.#beforeAppend();
    const counts = this.#head.appendTogether(chunks);
    this.#maintenance.run();
    return counts;
  }

  /**
   * As `appendTogether` for chunks that may have an id. One that is sent again with the same content within ten minutes is stored
   * once, also across a crash, and answered with the counts of the first time. They are on disk when this returns, in durability
   * `interval` too.
   *
   * @returns for each chunk its counts, or a BatchConflictError where its id is that of other content: it is not stored then
   * @throws as `appendLines`; LimitExceededError for a chunk beyond 64 MiB. Nothing is stored then.
   */
  appendBatches(chunks: readonly BatchChunk[]): (LineCounts | BatchConflictError)[] {
    this.#beforeAppend();
    const outcomes = this.#head.appendBatches(chunks);
    this.#maintenance.run();
    return outcomes;
  }

  /** The ids of batches that still count. */
  freshBatches(): Iterable<BatchLine> {
    this.#checkOpen('looking for batches');
    return this.#log.freshBatches();
  }

  /**
   * Takes over the ids that another shard knows: their batches are not stored here, either. They are on disk when this returns; where
   * that fails it is reported, and they are known until the store is closed.
   */
  adoptBatches(batches: readonly BatchLine[]): void {
    this.#checkOpen('taking batches over');
    if (this.#shard.options.readOnly) throw new ReadOnlyError('taking batches over');
    attemptChange(this.#shard, this.#shard.options.directory, () => this.#log.adoptBatches(batches));
  }

  /**
   * Stores one row: a JSON object without a line feed, which is not looked at further.
   *
   * @param hasTime whether the row surely has a time of its own that can be read: its time of arrival does not matter then
   * @returns the time of arrival, milliseconds since 1970
   * @throws StorageError, DiskFullError as `appendLines`; LimitExceededError beyond `lineBytesMax`; InvalidArgumentError for an empty
   * text or one of several lines
   */
  appendRow(json: string, hasTime = false): number {
    const nowMs = this.#shard.now();
    this.#beforeAppend(nowMs);
    this.#head.appendRow(json, hasTime, nowMs);
    this.#maintenance.runOften(nowMs);
    return nowMs;
  }

  /**
   * Stores an entry without making text of it, as `appendRow` does the text that `JSON.stringify` gives.
   *
   * @returns the time of arrival, milliseconds since 1970; undefined, and nothing is stored, where the entry must become text:
   * because of the options of the store, or because it is not plainly an entry
   * @throws StorageError, DiskFullError as `appendLines`; what a getter of the entry throws
   */
  appendEntry(entry: unknown): number | undefined {
    // The caller's code runs before anything is looked at that it could change.
    if (!this.#head.scanEntry(entry)) return undefined;
    const nowMs = this.#shard.now();
    this.#beforeAppend(nowMs);
    if (!this.#head.appendEntry(nowMs)) return undefined;
    this.#maintenance.runOften(nowMs);
    return nowMs;
  }

  /**
   * The blocks with rows in `[startMs, endMs]`, both inclusive, in whole milliseconds since 1970; ±Infinity leaves an end
   * open. A snapshot: rows that come later are not in it. Rows that are past are not in it, or in `deleted`. The blocks can
   * be read for at least a minute after their segment was replaced.
   *
   * @throws StorageError if files cannot be read. Damaged blocks throw CorruptionError when they are read.
   */
  blocks(startMs: number, endMs: number): Iterable<Block> {
    this.#checkOpen('querying');
    this.#head.settleForReading();
    const found: BlockView[] = [];
    for (const segment of this.#segments.overlapping(startMs, endMs)) {
      for (const block of segment.overlapping(startMs, endMs)) {
        if (this.#retention.show(block, segment.deletedRows.get(block) ?? null)) found.push(block);
      }
    }
    for (const block of found) this.#shard.adopt(block);
    for (const block of this.#head.blocks()) {
      this.#shard.adopt(block);
      if (block.minTimeMs > endMs || block.maxTimeMs < startMs) continue;
      if (this.#retention.show(block, null)) found.push(block);
    }
    return found;
  }

  /** What readers in other threads need to see what `blocks` gives now; see `StoreView`. */
  snapshot(): StoreSnapshot {
    this.#checkOpen('a snapshot');
    this.#head.settleForReading();
    return this.#snapshots.make();
  }

  /**
   * Deletes rows; on disk when it returns. A full disk does not prevent it.
   *
   * @param select gives the rows of a block that are to be deleted
   * @returns how many rows were deleted that were not before
   * @throws StorageError, after which none are, or at a later start all
   */
  deleteRows(select: (block: Block) => Bitmap): number {
    return this.#shard.space.withReserve(() => {
      this.flush();
      this.#merger.abort();
      this.#showAll();
      return deleteStoredRows(this.#shard, this.#manifest, this.#segments, select);
    });
  }

  /** Puts every row into a segment, synced. @throws StorageError */
  flush(): void {
    this.#beforeWrite('flushing');
    this.#head.flush();
    if (this.#shard.options.durability !== 'memory') this.#segment.sync();
  }

  /** Gives the open segment its footer. @throws StorageError */
  seal(): void {
    this.flush();
    this.#segment.seal();
    this.#merger.segmentAdded();
  }

  /** Merges all that is worth merging, and drops rows that are deleted or past. @throws StorageError; what was merged before stays merged */
  compact(): void {
    this.seal();
    this.#maintenance.retain();
    this.#showAll();
    this.#merger.runFully();
    this.#maintenance.removeFiles();
  }

  /** Reads every byte of every file against its checksum; changes nothing. @throws StorageError */
  verify(): VerifyReport {
    this.#checkOpen('verifying');
    this.#head.settleForReading();
    return verifyShard(this.#shard, this.#manifest.current, this.#segments);
  }

  statistics(): StoreStatistics {
    this.#checkOpen('statistics');
    this.#head.settleForReading();
    return storeStatistics(this.#shard, this.#manifest.current, this.#segments, this.#head, {
      merges: this.#merger.mergeCount,
      removals: this.#maintenance.removals,
      batchIds: this.#log.batchFigures,
    });
  }

  /** Puts everything on disk and closes the files. A second call does nothing. @throws StorageError; the files are closed even so */
  close(): void {
    if (this.#isClosed) return;
    try {
      if (!this.#shard.options.readOnly) {
        this.#merger.abort();
        this.flush();
        this.#log.drop();
        this.#segment.seal();
        // What the last manifest made obsolete can go with one more.
        if (this.#manifest.current.obsolete.length > 0) this.#manifest.require((manifest) => manifest);
        this.#maintenance.removeFiles(true);
      }
    } finally {
      this.#isClosed = true;
      this.#maintenance.stop();
      this.#log.close();
      this.#segment.close();
      this.#shard.pool.close();
      this.#lock?.release();
    }
  }

  /** Brings `deleted` of every block in segments up to date. */
  #showAll(): void {
    for (const segment of this.#segments) {
      for (const block of segment.blocks()) this.#retention.show(block, segment.deletedRows.get(block) ?? null);
    }
  }

  #checkOpen(operation: string): void {
    if (this.#isClosed) throw new ClosedError(operation);
  }

  /** @param nowMs as for `DiskSpace.require` */
  #beforeAppend(nowMs?: number): void {
    this.#checkOpen('appending');
    if (this.#shard.options.readOnly) throw new ReadOnlyError('appending');
    this.#shard.space.require(nowMs);
    this.#beforeWrite('appending');
  }

  /** What failed before is put in order first: nothing is acknowledged until it is. */
  #beforeWrite(operation: string): void {
    this.#checkOpen(operation);
    if (this.#shard.options.readOnly) throw new ReadOnlyError(operation);
    if (!this.#manifest.isWritten) this.#manifest.write();
    if (this.#head.needsRepair) this.#head.repair();
  }
}
