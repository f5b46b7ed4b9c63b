import type { Block } from '../../segments/block.ts';
import type { RowReference } from '../row-reference.ts';

/** Rows of several blocks, in an order of their own. */
export interface RowSet {
  readonly blocks: readonly Block[];
  /** By row of the set: the index of its block. */
  readonly blockOf: Uint32Array;
  /** By row of the set: its number in the block. */
  readonly rows: Uint32Array;
}

export function rowSetOf(references: readonly RowReference[]): RowSet {
  const blocks: Block[] = [];
  const known = new Map<Block, number>();
  const blockOf = Uint32Array.from(references, ({ block }) => {
    let index = known.get(block);
    if (index === undefined) {
      index = blocks.push(block) - 1;
      known.set(block, index);
    }
    return index;
  });
  return { blocks, blockOf, rows: Uint32Array.from(references, ({ row }) => row) };
}

/** Some rows of a set, in the order given. */
export function pickRowSet({ blocks, blockOf, rows }: RowSet, picked: Uint32Array): RowSet {
  return { blocks, blockOf: picked.map((i) => blockOf[i]!), rows: picked.map((i) => rows[i]!) };
}
