import type { Bitmap } from '../bytes/bitmap.ts';
import type { Block } from '../segments/block.ts';

/** A state that rows are counted into, block by block. */
export interface RowAggregator {
  /** Counts the selected rows of a block; null stands for all of them. */
  add(block: Block, selection: Bitmap | null): void;
  /** The number of keys held so far, which the memory budget is charged by. */
  readonly keyCount: number;
}
