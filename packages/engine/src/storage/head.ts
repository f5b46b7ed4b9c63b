import type { RowBatch } from '../ingest/row-batch.ts';
import { type LineCounts, type LineOptions, RowBatchBuilder } from '../ingest/row-batch-builder.ts';
import { buildBlock } from '../segments/block-builder.ts';
import { MemoryBlock } from '../segments/memory-block.ts';
import { linesOfRows } from './accepted-lines.ts';
import { type LinesSnapshot, SharedLines } from './shared-lines.ts';
import { STORE_LIMITS } from './store-limits.ts';

/** A batch is begun with at least so much memory, or many small chunks would each copy it anew. */
const BATCH_BYTES_MIN = 64 * 1024;

/** The rows of a head for readers in other threads. Plain data that can be posted. */
export interface HeadSnapshot {
  /** The sequence number of the first row. */
  readonly firstSequence: number;
  readonly lines: LinesSnapshot;
}

/** A block of the rows `[from, to)` of the head. */
interface BuiltRun {
  readonly from: number;
  readonly to: number;
  readonly block: MemoryBlock;
}

/**
 * The newest rows, taken apart by field but in no block yet. Rows are numbered from 0; row `i` has the sequence number
 * `firstSequence + i`.
 */
export class Head {
  /** The sequence number of the first row. */
  firstSequence: number;
  readonly #builder = new RowBatchBuilder();
  #begun = false;
  /** Bytes of the head before this one: the best guess at what this one will hold. */
  #lastBytes = 0;
  /** Blocks for queries over the rows from 0 on, without gaps; see `blocks`. */
  #runs: BuiltRun[] = [];
  /** The lines of the first rows; see `snapshot`. */
  #shared: SharedLines | undefined;

  /** @param isShared whether the lines are kept in shared memory as they come; else `snapshot` makes them anew */
  constructor(firstSequence: number, isShared = false) {
    this.firstSequence = firstSequence;
    this.#shared = isShared ? new SharedLines() : undefined;
  }

  get rowCount(): number {
    return this.#begun ? this.#builder.rows : 0;
  }

  /** The sequence number that the next row gets. */
  get nextSequence(): number {
    return this.firstSequence + this.rowCount;
  }

  /** Bytes of the lines. */
  get byteLength(): number {
    return this.#begun ? this.#builder.byteLength : 0;
  }

  /** Adds lines behind the rows there are. */
  add(chunk: Uint8Array, options: LineOptions): LineCounts {
    this.#begin(chunk.length);
    const counts = this.#builder.add(chunk, options);
    if (this.#shared !== undefined) this.#share(this.#shared, chunk, counts, options);
    return counts;
  }

  /** As `RowBatchBuilder.scanEntry`. */
  scanEntry(entry: unknown): boolean {
    return this.#builder.scanEntry(entry);
  }

  /** As `RowBatchBuilder.addEntry`. */
  addEntry(options: Pick<LineOptions, 'lineBytesMax' | 'nowMs'>): number {
    this.#begin(0);
    return this.#builder.addEntry(options);
  }

  /** As `RowBatchBuilder.isTimed`. */
  isTimed(row: number): boolean {
    return this.#builder.isTimed(row);
  }

  /** Takes the rows from `rowCount` on out again. */
  truncate(rowCount: number): void {
    if (!this.#begun) return;
    this.#builder.truncate(rowCount);
    this.#shared?.truncate(rowCount);
    this.#runs = this.#runs.filter(({ to }) => to <= rowCount);
  }

  /** All rows. */
  batch(): RowBatch {
    return this.#builder.finish();
  }

  /** The lines of the rows `[from, to)` in their order, in the form in which blocks give rows back, each ended by a line feed. */
  lines(from: number, to: number): string[] {
    const block = this.#build(from, to);
    const lines = new Array<string>(to - from);
    for (let row = 0; row < lines.length; row++) {
      lines[block.storedSequenceOf(row) - block.firstSequence] = `${block.storedJson(row)}\n`;
    }
    return lines;
  }

  /** A block of the rows from `from` on, not kept. */
  blockFrom(from: number): MemoryBlock {
    return this.#build(from, this.rowCount);
  }

  /**
   * The rows as blocks. Only rows added since the last call are looked at, and now and then those of neighbours that
   * have become as small as what follows them: so a query after every row costs O(log n) for each row, not O(n).
   */
  blocks(): readonly MemoryBlock[] {
    const { rowCount } = this;
    let from = this.#runs.at(-1)?.to ?? 0;
    if (from < rowCount) {
      for (let last = this.#runs.at(-1); last !== undefined && last.to - last.from <= 2 * (rowCount - from); ) {
        from = last.from;
        this.#runs.pop();
        last = this.#runs.at(-1);
      }
      this.#runs.push({ from, to: rowCount, block: this.#build(from, rowCount) });
    }
    return this.#runs.map(({ block }) => block);
  }

  /** Forgets all rows: they are in a segment. */
  clear(firstSequence: number): void {
    this.firstSequence = firstSequence;
    this.#lastBytes = Math.min(this.byteLength + BATCH_BYTES_MIN, STORE_LIMITS.headBytes);
    this.#begun = false;
    this.#builder.end();
    this.#runs = [];
    this.#shared?.clear();
  }

  /** The rows there are now, for readers in other threads; undefined where there are none. */
  snapshot(): HeadSnapshot | undefined {
    if (this.rowCount === 0) return undefined;
    this.#shared ??= new SharedLines();
    const shared = this.#shared;
    if (shared.rowCount < this.rowCount) this.#shareRest(shared);
    return { firstSequence: this.firstSequence, lines: shared.snapshot() };
  }

  #begin(byteLength: number): void {
    if (!this.#begun) this.#builder.begin(Math.max(BATCH_BYTES_MIN, this.#lastBytes, byteLength));
    this.#begun = true;
  }

  #share(shared: SharedLines, chunk: Uint8Array, counts: LineCounts, options: LineOptions): void {
    const before = this.rowCount - counts.accepted;
    // A chunk that fills the head becomes blocks at once, as a rule: its lines are not copied for nothing.
    const isLarge = chunk.length >= STORE_LIMITS.headBytes || this.rowCount >= STORE_LIMITS.headRows;
    if (counts.accepted === 0 || isLarge || shared.rowCount < before) return;
    shared.add(linesOfRows(chunk, counts, options), counts.accepted, options.nowMs);
  }

  /** Shares rows whose lines were not kept. */
  #shareRest(shared: SharedLines): void {
    const block = this.blockFrom(shared.rowCount);
    const { ms } = block.timeline();
    const rows = Array.from({ length: block.rowCount }, (_, row) => row);
    rows.sort((a, b) => block.storedSequenceOf(a) - block.storedSequenceOf(b));
    for (const row of rows) shared.add(Buffer.from(`${block.storedJson(row)}\n`), 1, ms[row]!);
  }

  #build(from: number, to: number): MemoryBlock {
    return new MemoryBlock(buildBlock(this.batch(), from, to, this.firstSequence + from));
  }
}
