import type { RowBatch } from '../ingest/row-batch.ts';
import { type LineCounts, type LineOptions, RowBatchBuilder } from '../ingest/row-batch-builder.ts';
import { buildBlock } from '../segments/block-builder.ts';
import { MemoryBlock } from '../segments/memory-block.ts';
import { STORE_LIMITS } from './store-limits.ts';

/** A batch is begun with at least so much memory, or many small chunks would each copy it anew. */
const BATCH_BYTES_MIN = 64 * 1024;

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

  constructor(firstSequence: number) {
    this.firstSequence = firstSequence;
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
    if (!this.#begun) this.#builder.begin(Math.max(BATCH_BYTES_MIN, this.#lastBytes, chunk.length));
    this.#begun = true;
    return this.#builder.add(chunk, options);
  }

  /** Takes the rows from `rowCount` on out again. */
  truncate(rowCount: number): void {
    if (!this.#begun) return;
    this.#builder.truncate(rowCount);
    this.#runs = this.#runs.filter(({ to }) => to <= rowCount);
  }

  /** All rows. */
  batch(): RowBatch {
    return this.#builder.finish();
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
    this.#runs = [];
  }

  #build(from: number, to: number): MemoryBlock {
    return new MemoryBlock(buildBlock(this.batch(), from, to, this.firstSequence + from));
  }
}
