import { blockBatch } from './block-batch.ts';
import type { BlockCursor } from './block-cursor.ts';
import type { ResultBatch } from './result-batch.ts';
import { rowSetBatch } from './row-set-batch.ts';

/** Rows of several blocks that are handed on at once. */
const MERGED_ROWS = 4096;
/** So many rows of one block in a row are a batch of their own, which is cheaper to read. */
const RUN_ROWS_MIN = 1024;

/** Merges the rows of blocks that overlap in time, run by run: neighbours in time are mostly of one block. */
export class RowMerger {
  private open: BlockCursor[];
  private readonly cursors: readonly BlockCursor[];
  private blockOf = new Uint32Array(MERGED_ROWS);
  private rows = new Uint32Array(MERGED_ROWS);
  private count = 0;

  private readonly options: { readonly withOrder?: boolean | undefined };

  /** @param cursors None of them at its end. */
  constructor(cursors: readonly BlockCursor[], options: { readonly withOrder?: boolean | undefined } = {}) {
    this.options = options;
    this.cursors = cursors;
    this.open = [...cursors];
  }

  *batches(): Iterable<ResultBatch> {
    while (this.open.length > 1) {
      const [first, second] = this.earliestTwo();
      const run = first.takeBefore(second, MERGED_ROWS);
      if (run.length >= RUN_ROWS_MIN || this.count + run.length > MERGED_ROWS) yield* this.flush();
      if (run.length >= RUN_ROWS_MIN) yield blockBatch(first.block, run, this.options);
      else this.add(first, run);
      if (first.isAtEnd) this.open = this.open.filter((cursor) => cursor !== first);
    }
    yield* this.flush();
    const [last] = this.open;
    if (last !== undefined) yield blockBatch(last.block, last.takeAll(), this.options);
  }

  private earliestTwo(): [BlockCursor, BlockCursor] {
    let [first, second] = this.open as [BlockCursor, BlockCursor];
    if (second.isBefore(first)) [first, second] = [second, first];
    for (let i = 2; i < this.open.length; i++) {
      const cursor = this.open[i]!;
      if (!cursor.isBefore(second)) continue;
      if (cursor.isBefore(first)) [first, second] = [cursor, first];
      else second = cursor;
    }
    return [first, second];
  }

  private add(cursor: BlockCursor, run: Uint32Array): void {
    this.rows.set(run, this.count);
    this.blockOf.fill(this.cursors.indexOf(cursor), this.count, this.count + run.length);
    this.count += run.length;
  }

  private *flush(): Iterable<ResultBatch> {
    if (this.count === 0) return;
    const blocks = this.cursors.map(({ block }) => block);
    const set = { blocks, blockOf: this.blockOf.subarray(0, this.count), rows: this.rows.subarray(0, this.count) };
    yield rowSetBatch(set, this.options);
    // The batch keeps its rows.
    this.blockOf = new Uint32Array(MERGED_ROWS);
    this.rows = new Uint32Array(MERGED_ROWS);
    this.count = 0;
  }
}
