import type { Block } from '../segments/block.ts';

/** A row that a query found; it is read when it is shown. Valid as long as the snapshot that the query ran on. */
export interface RowReference {
  readonly block: Block;
  readonly row: number;
}
