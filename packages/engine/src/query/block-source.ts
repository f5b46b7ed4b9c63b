import type { Block } from '../segments/block.ts';

/** Where a query's blocks come from: a snapshot of segments and head, indexed by time. */
export interface BlockSource {
  /**
   * The blocks whose rows may lie in `[startMs, endMs]`, both inclusive, in whole milliseconds since the Unix epoch;
   * ±Infinity leaves an end open. In any order; blocks may overlap in time. The same blocks at each call.
   */
  blocks(startMs: number, endMs: number): Iterable<Block>;
}
