import {
  ClosedError,
  InvalidArgumentError,
  LimitExceededError,
  ReadOnlyError,
  StorageError,
} from '../errors/engine-error.ts';
import type { LineCounts, LineOptions } from '../ingest/row-batch-builder.ts';
import type { Block } from '../segments/block.ts';
import type { BlockParts } from '../segments/block-parts.ts';
import { MemoryBlock } from '../segments/memory-block.ts';
import { acceptedLines } from './accepted-lines.ts';
import { DirectoryLock } from './directory-lock.ts';
import type { Head } from './head.ts';
import { HeadLog } from './head-log.ts';
import { withOpenSegment, withOpenSegmentGivenUp, withSegmentSealed } from './manifest.ts';
import { ManifestKeeper } from './manifest-keeper.ts';
import { openShard } from './open-shard.ts';
import { SegmentAppender } from './segment-appender.ts';
import type { SegmentSet } from './segment-set.ts';
import { Shard } from './shard.ts';
import { splitBatch } from './split-batch.ts';
import { STORE_LIMITS } from './store-limits.ts';
import { type ResolvedStoreOptions, resolveStoreOptions, type StoreOptions } from './store-options.ts';
import { RECORD_KIND } from './write-ahead-log-format.ts';

const DAY_MS = 86_400_000;
const LINE_FEED = 0x0a;

/** Stores rows in the files of a shard, and gives them back as blocks. One writer, in one thread. */
export class Store {
  readonly #shard: Shard;
  readonly #options: ResolvedStoreOptions;
  readonly #lock: DirectoryLock | undefined;
  readonly #manifest: ManifestKeeper;
  readonly #log: HeadLog;
  readonly #head: Head;
  readonly #segments: SegmentSet;
  #appender: SegmentAppender | undefined;
  #nextSequence: number;
  #lastSyncMs: number;
  #isClosed = false;
  #rawBytes = 0;
  /** Rows that came one by one and are neither logged nor parsed yet: lines, all of one time of arrival. */
  readonly #group = new Uint8Array(STORE_LIMITS.groupBytes);
  readonly #encoder = new TextEncoder();
  #groupBytes = 0;
  #groupRows = 0;
  #groupNowMs = 0;

  private constructor(shard: Shard, lock: DirectoryLock | undefined) {
    this.#shard = shard;
    this.#options = shard.options;
    this.#lock = lock;
    const opened = openShard(shard);
    this.#manifest = new ManifestKeeper(shard, opened.manifest, () => ({ rawBytes: this.#rawBytes }));
    this.#segments = opened.segments;
    this.#head = opened.head;
    this.#nextSequence = opened.nextSequence;
    this.#rawBytes = Number(opened.manifest.properties['rawBytes'] ?? 0);
    this.#log = new HeadLog(
      shard,
      this.#manifest,
      opened.manifest.writeAheadLogs.map(({ file }) => file),
    );
    this.#lastSyncMs = shard.now();
    if (shard.options.readOnly) return;
    if (opened.isChanged && opened.manifest.generation > 0) this.#manifest.require((manifest) => manifest);
    if (this.#head.rowCount > 0) this.#flushHead();
    else if (this.#log.isDue) this.#log.drop();
    this.#manifest.removeObsolete(() => true);
  }

  /**
   * Opens a store, and makes it if there is none. Damage never throws.
   *
   * @throws StorageError; LockedError; UnsupportedVersionError
   */
  static open(options: StoreOptions): Store {
    const shard = new Shard(resolveStoreOptions(options));
    const { vfs, readOnly, takesLock, directory } = shard.options;
    if (readOnly) return new Store(shard, undefined);
    vfs.mkdirp(directory);
    const lock = takesLock ? DirectoryLock.acquire(vfs) : undefined;
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
    return this.#nextSequence + this.#groupRows;
  }

  /**
   * Parses, stores and acknowledges lines: all of them, or, on an error, none.
   *
   * @throws StorageError
   */
  appendLines(chunk: Uint8Array): LineCounts {
    this.#beforeWrite('appending');
    this.#closeGroup();
    const head = this.#head;
    const before = head.rowCount;
    const nowMs = this.#shard.now();
    const counts = head.add(chunk, this.#lineOptions(nowMs));
    if (counts.accepted === 0) return counts;
    const firstSequence = this.#nextSequence;
    this.#nextSequence += counts.accepted;
    try {
      if (this.#isHeadFull()) {
        const parts = this.#flushHead();
        this.#rawBytes += chunk.length;
        this.#notify(parts.map((each) => new MemoryBlock(each)));
        this.#syncIfDue();
        return counts;
      }
      const payload = counts.rejected === 0 ? chunk : acceptedLines(chunk, this.#lineOptions(nowMs));
      this.#logRows(payload, counts.accepted, firstSequence, nowMs);
    } catch (error) {
      head.truncate(before);
      this.#nextSequence = firstSequence;
      throw error;
    }
    this.#rawBytes += chunk.length;
    this.#notifyFromHead(before);
    this.#syncIfDue();
    return counts;
  }

  /**
   * Stores one row: a JSON object without a line feed.
   *
   * @throws StorageError; LimitExceededError beyond `lineBytesMax`; InvalidArgumentError for an empty text or one of several lines
   */
  appendRow(json: string): void {
    this.#beforeWrite('appending');
    const nowMs = this.#shard.now();
    if (nowMs !== this.#groupNowMs) this.#closeGroup();
    this.#groupNowMs = nowMs;
    if (!this.#addToGroup(json)) this.#addBesideGroup(json);
    if (this.#options.durability === 'fsync' || this.#options.observer?.observes === true) this.#closeGroup();
    this.#syncIfDue();
  }

  /** The blocks with rows in `[startMs, endMs]`, both inclusive, in whole milliseconds; ±Infinity leaves an end open. */
  blocks(startMs: number, endMs: number): Iterable<Block> {
    this.#checkOpen('querying');
    this.#closeGroup();
    const found: Block[] = [];
    for (const segment of this.#segments.overlapping(startMs, endMs))
      found.push(...segment.overlapping(startMs, endMs));
    for (const block of this.#head.blocks()) {
      if (block.minTimeMs <= endMs && block.maxTimeMs >= startMs) found.push(block);
    }
    return found;
  }

  /** Puts the rows of the head into the open segment, synced. @throws StorageError */
  flush(): void {
    this.#beforeWrite('flushing');
    this.#closeGroup();
    if (this.#head.rowCount > 0) this.#flushHead();
    this.#appender?.sync();
  }

  /** Gives the open segment its footer. @throws StorageError */
  seal(): void {
    this.flush();
    this.#sealSegment();
  }

  /** Puts everything on disk and closes the files. A second call does nothing. @throws StorageError; the files are closed even so */
  close(): void {
    if (this.#isClosed) return;
    try {
      if (!this.#options.readOnly) {
        this.seal();
        this.#log.drop();
        this.#manifest.removeObsolete(() => true);
      }
    } finally {
      this.#isClosed = true;
      this.#log.close();
      this.#appender?.close();
      this.#shard.pool.close();
      this.#lock?.release();
    }
  }

  #checkOpen(operation: string): void {
    if (this.#isClosed) throw new ClosedError(operation);
  }

  /** What failed before is put in order first: nothing is acknowledged until it is. */
  #beforeWrite(operation: string): void {
    this.#checkOpen(operation);
    if (this.#options.readOnly) throw new ReadOnlyError(operation);
    if (!this.#manifest.isWritten) this.#manifest.write();
    if (this.#log.hasFailed) {
      if (this.#head.rowCount > 0) this.#flushHead();
      else this.#log.drop();
    }
  }

  #lineOptions(nowMs: number): LineOptions {
    return { malformed: this.#options.malformed, lineBytesMax: this.#options.lineBytesMax, nowMs };
  }

  #isHeadFull(): boolean {
    return this.#head.rowCount >= STORE_LIMITS.headRows || this.#head.byteLength >= STORE_LIMITS.headBytes;
  }

  #addToGroup(json: string): boolean {
    // A UTF-16 unit takes at most three bytes.
    if (this.#groupBytes + json.length * 3 + 1 > this.#group.length) this.#closeGroup();
    if (json.length * 3 + 1 > this.#group.length) return false;
    const { written } = this.#encoder.encodeInto(json, this.#group.subarray(this.#groupBytes));
    this.#checkLine(json, written);
    this.#group[this.#groupBytes + written] = LINE_FEED;
    this.#groupBytes += written + 1;
    this.#groupRows++;
    return true;
  }

  /** A row that is longer than a group. */
  #addBesideGroup(json: string): void {
    this.#closeGroup();
    const line = this.#encoder.encode(`${json}\n`);
    this.#checkLine(json, line.length - 1);
    this.#storeGroup(line, 1);
  }

  #checkLine(json: string, bytes: number): void {
    if (json === '' || json.includes('\n')) {
      throw new InvalidArgumentError('a row must be one line: expected a JSON object without line feeds');
    }
    const { lineBytesMax } = this.#options;
    if (bytes <= lineBytesMax) return;
    throw new LimitExceededError(`the entry has ${bytes} bytes; the limit is ${lineBytesMax}`, {
      limit: 'lineBytesMax',
      allowed: lineBytesMax,
      actual: bytes,
    });
  }

  #closeGroup(): void {
    if (this.#groupRows === 0) return;
    const lines = this.#group.subarray(0, this.#groupBytes);
    const rows = this.#groupRows;
    this.#groupBytes = 0;
    this.#groupRows = 0;
    this.#storeGroup(lines, rows);
  }

  /** Logs and parses rows that came one by one. In `fsync` mode they are not acknowledged yet, otherwise they are. */
  #storeGroup(lines: Uint8Array, rows: number): void {
    const head = this.#head;
    const before = head.rowCount;
    const firstSequence = this.#nextSequence;
    head.add(lines, { malformed: 'keep', lineBytesMax: Number.POSITIVE_INFINITY, nowMs: this.#groupNowMs });
    this.#nextSequence += rows;
    try {
      if (this.#isHeadFull()) this.#flushHead();
      else this.#logRows(lines, rows, firstSequence, this.#groupNowMs);
    } catch (error) {
      if (this.#options.durability === 'fsync') {
        head.truncate(before);
        this.#nextSequence = firstSequence;
      }
      throw error;
    }
    this.#rawBytes += lines.length;
    if (this.#head.rowCount > 0) this.#notifyFromHead(before);
  }

  #logRows(payload: Uint8Array, rowCount: number, firstSequence: number, nowMs: number): void {
    if (this.#options.durability === 'memory') return;
    this.#log.append({ kind: RECORD_KIND.rows, firstSequence, rowCount, nowMs, payload });
    if (this.#options.durability === 'fsync') this.#log.sync();
  }

  /** Makes blocks of the head's rows and appends them. @throws StorageError; the rows stay in the head then */
  #flushHead(): BlockParts[] {
    const head = this.#head;
    const parts = splitBatch(head.batch(), head.byteLength, head.firstSequence);
    this.#appendBlocks(parts);
    head.clear(this.#nextSequence);
    if (this.#log.isDue) {
      if (this.#options.durability !== 'memory') this.#appender?.sync();
      this.#log.drop();
    }
    return parts;
  }

  #appendBlocks(parts: readonly BlockParts[]): void {
    const appender = this.#appenderForWrite();
    try {
      const blocks = appender.append(parts);
      if (this.#options.durability === 'fsync') appender.sync();
      appender.segment.add(blocks, appender.byteLength);
    } catch (error) {
      if (appender.failure !== undefined) this.#giveUpSegment(appender);
      throw error;
    }
  }

  #appenderForWrite(): SegmentAppender {
    const now = this.#shard.now();
    const appender = this.#appender;
    if (appender !== undefined) {
      const isOtherDay = Math.floor(now / DAY_MS) !== Math.floor(appender.begunMs / DAY_MS);
      if (appender.byteLength >= STORE_LIMITS.segmentBytes || isOtherDay) this.#sealSegment();
    }
    return this.#appender ?? this.#beginSegment();
  }

  #beginSegment(): SegmentAppender {
    const appender = SegmentAppender.create(this.#shard, this.#manifest.takeFileId());
    this.#appender = appender;
    this.#segments.addGrowing(appender.segment);
    this.#manifest.require((manifest) => withOpenSegment(manifest, appender.segment.file));
    return appender;
  }

  #sealSegment(): void {
    const appender = this.#appender;
    if (appender === undefined) return;
    try {
      appender.seal();
    } catch (error) {
      if (appender.failure !== undefined) this.#giveUpSegment(appender);
      throw error;
    }
    this.#appender = undefined;
    this.#segments.settle(appender.segment);
    this.#manifest.require((manifest) => withSegmentSealed(manifest, appender.segment.toSealed()));
  }

  #giveUpSegment(appender: SegmentAppender): void {
    appender.close();
    this.#appender = undefined;
    this.#segments.settle(appender.segment);
    this.#shard.report('write-failed', appender.failure?.message ?? '', appender.segment.file);
    try {
      this.#manifest.require((manifest) => withOpenSegmentGivenUp(manifest, appender.syncedLength));
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
    }
  }

  #syncIfDue(): void {
    if (this.#options.durability !== 'interval') return;
    const now = this.#shard.now();
    if (now - this.#lastSyncMs < STORE_LIMITS.syncIntervalMs) return;
    this.#lastSyncMs = now;
    this.#log.sync();
    this.#appender?.sync();
  }

  #notify(blocks: readonly Block[]): void {
    const { observer } = this.#options;
    if (observer === undefined || blocks.length === 0) return;
    observer.rowsAdded(blocks);
  }

  #notifyFromHead(from: number): void {
    if (this.#options.observer?.observes === true) this.#notify([this.#head.blockFrom(from)]);
  }
}
