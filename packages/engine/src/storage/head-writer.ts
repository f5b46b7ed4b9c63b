import { type BatchConflictError, StorageError } from '../errors/engine-error.ts';
import type { LineCounts, LineOptions } from '../ingest/row-batch-builder.ts';
import type { BlockParts } from '../segments/block-parts.ts';
import { MemoryBlock } from '../segments/memory-block.ts';
import { linesOfRows } from './accepted-lines.ts';
import { type BatchChunk, BatchGroup } from './batch-group.ts';
import type { BatchIds } from './batch-ids.ts';
import { cutAtLines } from './cut-at-lines.ts';
import { Head, type HeadSnapshot } from './head.ts';
import type { HeadLog } from './head-log.ts';
import type { OpenSegment } from './open-segment.ts';
import type { OpenedShard } from './open-shard.ts';
import { RowGroup } from './row-group.ts';
import type { Shard } from './shard.ts';
import { splitBatch } from './split-batch.ts';
import { UnloggedRows } from './unlogged-rows.ts';
import { RECORD_KIND, type WriteAheadLogRecord } from './write-ahead-log-format.ts';

/** Rows that were accepted once are never refused again. */
const KEPT = { malformed: 'keep', lineBytesMax: Number.POSITIVE_INFINITY } as const;

/** Takes rows in: many at once become blocks, few go to the log and the head until there are enough of them. */
export class HeadWriter {
  /** Bytes of the lines that were stored, since the store was made. */
  rawBytes: number;
  /** When a row came last, in milliseconds since 1970, and when the oldest of the head did; Infinity without one. */
  lastRowMs: number = Number.POSITIVE_INFINITY;
  oldestRowMs: number = Number.POSITIVE_INFINITY;
  readonly #shard: Shard;
  readonly #log: HeadLog;
  readonly #segment: OpenSegment;
  readonly #group: RowGroup;
  readonly #head: Head;
  readonly #batches: BatchIds;
  /** Rows of logs that a start found and could not put into a segment yet. */
  #recovered: Head[];
  #nextSequence: number;
  /** Rows of the head that came one by one; none in `fsync` mode. */
  readonly #unlogged = new UnloggedRows();

  constructor(
    shard: Shard,
    log: HeadLog,
    segment: OpenSegment,
    state: Pick<OpenedShard, 'heads' | 'nextSequence' | 'batches'> & { readonly rawBytes: number },
  ) {
    this.#shard = shard;
    this.#log = log;
    this.#segment = segment;
    this.#group = new RowGroup(shard.limits.groupBytes, shard.options.lineBytesMax);
    this.#head = new Head(state.nextSequence, shard.options.sharesHead);
    this.#recovered = [...state.heads];
    this.#nextSequence = state.nextSequence;
    this.#batches = state.batches;
    this.rawBytes = state.rawBytes;
  }

  /** The sequence number that the next row gets. */
  get nextSequence(): number {
    return this.#nextSequence + this.#group.rowCount;
  }

  /** Rows that are in no segment. */
  get rowCount(): number {
    return this.#recovered.reduce((sum, head) => sum + head.rowCount, this.#head.rowCount + this.#group.rowCount);
  }

  /** Every row is in the head, and in the log unless that failed. */
  get isSettled(): boolean {
    return this.#group.rowCount === 0 && this.#unlogged.isEmpty;
  }

  /** Something failed before that must be put in order before rows are taken. */
  get needsRepair(): boolean {
    return this.#log.hasFailed || this.#recovered.length > 0 || this.#segment.needsRepair || this.#isHeadFull();
  }

  /** As `Store.appendLines`. */
  appendLines(chunk: Uint8Array): LineCounts {
    if (chunk.length <= this.#shard.limits.pieceBytes) return this.appendTogether([chunk])[0]!;
    this.#closeGroup();
    return this.#appendPieces(chunk, this.#shard.now());
  }

  /** As `Store.appendTogether`. */
  appendTogether(chunks: readonly Uint8Array[]): LineCounts[] {
    this.#closeGroup();
    const nowMs = this.#shard.now();
    const head = this.#head;
    const before = head.rowCount;
    const firstSequence = this.#nextSequence;
    const counts = chunks.map((chunk) => head.add(chunk, this.#lineOptions(nowMs)));
    const rowCount = head.rowCount - before;
    if (rowCount === 0) return counts;
    this.#nextSequence += rowCount;
    const isBatch = before === 0 && this.#isHeadFull();
    let added = isBatch ? [] : this.#observed(before);
    try {
      if (this.#isHeadFull()) {
        const parts = this.#flushHead();
        if (isBatch && this.#isObserved) added = parts.map((each) => new MemoryBlock(each));
      } else {
        const payloads = chunks.map((chunk, i) => linesOfRows(chunk, counts[i]!, this.#lineOptions(nowMs)));
        const payload = payloads.length === 1 ? payloads[0]! : Buffer.concat(payloads);
        this.#logRows([{ kind: RECORD_KIND.rows, firstSequence, rowCount, nowMs, payload }]);
      }
    } catch (error) {
      this.#takeBack(before, firstSequence);
      throw error;
    }
    for (const chunk of chunks) this.rawBytes += chunk.length;
    this.#tookRows(nowMs);
    this.#dropLogsIfDue();
    this.#notify(added);
    return counts;
  }

  /** As `Store.appendBatches`. */
  appendBatches(chunks: readonly BatchChunk[]): (LineCounts | BatchConflictError)[] {
    this.#closeGroup();
    const nowMs = this.#shard.now();
    const head = this.#head;
    const before = head.rowCount;
    const firstSequence = this.#nextSequence;
    const options = this.#lineOptions(nowMs);
    const group = new BatchGroup(this.#batches, options, this.#shard.limits.pieceBytes);
    const store = (bytes: Uint8Array): LineCounts => head.add(bytes, options);
    let outcomes: (LineCounts | BatchConflictError)[];
    try {
      outcomes = chunks.map((chunk) => group.add(chunk, firstSequence + head.rowCount - before, store));
      // In durability `interval`, too: a row that reached the disk without its id would be stored twice.
      this.#logRows(group.records, true);
    } catch (error) {
      group.takeBack();
      this.#takeBack(before, firstSequence);
      throw error;
    }
    this.#nextSequence += head.rowCount - before;
    if (head.rowCount === before) return outcomes;
    this.rawBytes += group.storedBytes;
    this.#tookRows(nowMs);
    const added = this.#observed(before);
    // They are in the log, and stay in the head where it cannot be written: it is full then, which is repaired first.
    if (this.#isHeadFull()) this.#attempt(() => this.#flushHead());
    this.#dropLogsIfDue();
    this.#notify(added);
    return outcomes;
  }

  /** As `Store.appendRow`, at the time of arrival `nowMs`. */
  appendRow(json: string, hasTime: boolean, nowMs: number): void {
    const group = this.#group;
    // Rows that need the time of arrival share it with their group.
    if (group.rowCount > 0 && !hasTime && nowMs !== group.nowMs) this.#closeGroup();
    if (!group.hasRoomFor(json)) this.#closeGroup();
    if (group.rowCount === 0) group.nowMs = nowMs;
    if (group.hasRoomFor(json)) {
      group.add(json);
      const { durability, observer } = this.#shard.options;
      if (durability === 'fsync' || observer?.observes === true || this.#isGroupFull()) this.#closeGroup();
    } else this.#storeGroup(group.encode(json), 1);
    this.#tookRows(nowMs);
  }

  /**
   * Whether an entry need not become text: then `appendEntry` stores it. Where each row is logged, shared or looked at by itself it must.
   */
  scanEntry(entry: unknown): boolean {
    const { durability, observer, sharesHead } = this.#shard.options;
    if (durability === 'fsync' || sharesHead || observer?.observes === true) return false;
    return this.#head.scanEntry(entry);
  }

  /** Stores the entry that was scanned last, at the time of arrival `nowMs`. False, and nothing is stored, where it must become text. */
  appendEntry(nowMs: number): boolean {
    this.#closeGroup();
    const head = this.#head;
    const row = head.rowCount;
    const { lineBytesMax, durability } = this.#shard.options;
    const lineBytes = head.addEntry({ lineBytesMax, nowMs });
    if (lineBytes === 0) return false;
    this.#nextSequence++;
    this.rawBytes += lineBytes + 1;
    if (durability === 'interval') this.#unlogged.add(row, row + 1, nowMs, head.isTimed(row));
    this.#tookRows(nowMs);
    if (!this.#isHeadFull()) return true;
    this.#attempt(() => this.#flushHead());
    this.#dropLogsIfDue();
    return true;
  }

  /**
   * Makes rows that came one by one ready to be read: to be called before segments are looked at, for the head may go into
   * one. A failed log does not keep rows that are there from being read.
   */
  settleForReading(): void {
    try {
      this.#closeGroup();
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
    }
  }

  /** The rows that are in no segment, as blocks, those of `settleForReading` among them. */
  blocks(): readonly MemoryBlock[] {
    return [...this.#recovered, this.#head].flatMap((head) => head.blocks());
  }

  /** The rows of `blocks` for readers in other threads. */
  snapshots(): readonly HeadSnapshot[] {
    return [...this.#recovered, this.#head].map((head) => head.snapshot()).filter((head) => head !== undefined);
  }

  /** Puts every row into the open segment. @throws StorageError; what could not be written stays */
  flush(): void {
    this.#closeGroup();
    this.#flushRecovered();
    if (this.#head.rowCount > 0) this.#flushHead();
    this.#dropLogsIfDue();
  }

  /** Parses and logs rows that came one by one. @throws StorageError */
  settle(): void {
    this.#closeGroup();
    this.#unlogged.log(this.#head, this.#log);
  }

  /** Puts in order what failed before. @throws StorageError when that fails, too: no rows may be taken */
  repair(): void {
    this.#segment.repair();
    this.#flushRecovered();
    if (this.#isHeadFull()) this.#flushHead();
    if (!this.#log.hasFailed) return;
    if (this.#head.rowCount > 0) this.#flushHead();
    this.#dropLogs();
  }

  #lineOptions(nowMs: number): LineOptions {
    const { malformed, lineBytesMax } = this.#shard.options;
    return { malformed, lineBytesMax, nowMs };
  }

  #isHeadFull(): boolean {
    return this.#head.rowCount >= this.#shard.limits.headRows || this.#head.byteLength >= this.#shard.limits.headBytes;
  }

  /** Whether the head is full with the rows of the group. */
  #isGroupFull(): boolean {
    const { headRows, headBytes } = this.#shard.limits;
    const { rowCount, byteLength } = this.#group;
    return this.#head.rowCount + rowCount >= headRows || this.#head.byteLength + byteLength >= headBytes;
  }

  /** A chunk that is too large for one batch: its pieces become blocks that are stored together. */
  #appendPieces(chunk: Uint8Array, nowMs: number): LineCounts {
    this.flush();
    const head = this.#head;
    const firstSequence = this.#nextSequence;
    const total: LineCounts = { accepted: 0, malformed: 0, rejected: 0, errors: [] };
    const parts: BlockParts[] = [];
    let lines = 0;
    try {
      for (const piece of cutAtLines(chunk, this.#shard.limits.pieceBytes)) {
        const counts = head.add(piece.bytes, this.#lineOptions(nowMs));
        if (head.rowCount > 0)
          parts.push(...splitBatch(head.batch(), head.byteLength, head.firstSequence, this.#shard.limits));
        this.#nextSequence += counts.accepted;
        head.clear(this.#nextSequence);
        total.accepted += counts.accepted;
        total.malformed += counts.malformed;
        total.rejected += counts.rejected;
        for (const { line, reason } of counts.errors) total.errors.push({ line: lines + line, reason });
        lines += piece.lineCount;
      }
      if (parts.length > 0) this.#segment.append(parts);
    } catch (error) {
      head.clear(firstSequence);
      this.#nextSequence = firstSequence;
      throw error;
    }
    this.rawBytes += chunk.length;
    if (this.#isObserved) this.#notify(parts.map((each) => new MemoryBlock(each)));
    return total;
  }

  #closeGroup(): void {
    if (this.#group.rowCount === 0) return;
    const { rowCount } = this.#group;
    this.#storeGroup(this.#group.take(), rowCount);
  }

  /**
   * Parses rows that came one by one. In `fsync` mode they are logged, and not acknowledged yet. Otherwise they are and stay,
   * whatever happens; they are logged later, unless the head is full before: then no log need ever have them.
   */
  #storeGroup(lines: Uint8Array, rows: number): void {
    const head = this.#head;
    const before = head.rowCount;
    const firstSequence = this.#nextSequence;
    const { nowMs } = this.#group;
    const { durability } = this.#shard.options;
    head.add(lines, { ...KEPT, nowMs });
    this.#nextSequence += rows;
    this.rawBytes += lines.length;
    const added = this.#observed(before);
    if (durability === 'interval') this.#unlogged.add(before, before + rows, nowMs, false);
    if (durability !== 'fsync') {
      if (this.#isHeadFull()) this.#attempt(() => this.#flushHead());
    } else {
      try {
        if (this.#isHeadFull()) this.#flushHead();
        else this.#logRows([{ kind: RECORD_KIND.rows, firstSequence, rowCount: rows, nowMs, payload: lines }]);
      } catch (error) {
        this.#takeBack(before, firstSequence);
        this.rawBytes -= lines.length;
        throw error;
      }
    }
    this.#dropLogsIfDue();
    this.#notify(added);
  }

  /** Logs rows behind those that came before them, and syncs them in durability `fsync`, or where they must be. */
  #logRows(records: readonly WriteAheadLogRecord[], mustSync = false): void {
    const { durability } = this.#shard.options;
    if (durability === 'memory' || records.length === 0) return;
    this.#unlogged.log(this.#head, this.#log);
    for (const record of records) this.#log.append(record);
    if (mustSync || durability === 'fsync') this.#log.sync();
  }

  #takeBack(rowCount: number, nextSequence: number): void {
    this.#head.truncate(rowCount);
    this.#nextSequence = nextSequence;
  }

  #tookRows(nowMs: number): void {
    this.lastRowMs = nowMs;
    if (this.oldestRowMs === Number.POSITIVE_INFINITY) this.oldestRowMs = nowMs;
  }

  /** Makes blocks of the head's rows and appends them. @throws StorageError; the rows stay in the head then */
  #flushHead(): readonly BlockParts[] {
    const head = this.#head;
    const parts = splitBatch(head.batch(), head.byteLength, head.firstSequence, this.#shard.limits);
    this.#segment.append(parts);
    head.clear(this.#nextSequence);
    this.#unlogged.clear();
    this.oldestRowMs = Number.POSITIVE_INFINITY;
    return parts;
  }

  #flushRecovered(): void {
    while (this.#recovered.length > 0) {
      const head = this.#recovered[0]!;
      this.#segment.append(splitBatch(head.batch(), head.byteLength, head.firstSequence, this.#shard.limits));
      this.#recovered.shift();
    }
  }

  /** The rows are stored, whatever becomes of the logs. */
  #dropLogsIfDue(): void {
    if (this.#log.isDue && this.rowCount === 0) this.#attempt(() => this.#dropLogs());
  }

  /** Does what rows that are stored do not depend on: where it fails, it is put in order before the next rows are taken. */
  #attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      this.#shard.report('maintenance-failed', error.message);
    }
  }

  #dropLogs(): void {
    if (this.#shard.options.durability !== 'memory') this.#segment.sync();
    this.#log.drop();
  }

  get #isObserved(): boolean {
    return this.#shard.options.observer?.observes === true;
  }

  /** The rows of the head from `from` on, for the observer: made before they may leave the head. */
  #observed(from: number): readonly MemoryBlock[] {
    return this.#isObserved ? [this.#head.blockFrom(from)] : [];
  }

  #notify(blocks: readonly MemoryBlock[]): void {
    const { observer } = this.#shard.options;
    if (observer === undefined || blocks.length === 0) return;
    for (const block of blocks) this.#shard.adopt(block);
    try {
      observer.rowsAdded(blocks);
    } catch (error) {
      this.#shard.report('observer-failed', error instanceof Error ? error.message : String(error));
    }
  }
}
