import type { Block } from './segments/block.ts';
import { BlockView } from './segments/block-view.ts';
import { StoredBlock } from './segments/stored-block.ts';

/** The JSON text of the row with a sequence number; undefined when no block has it, or it is deleted. Decodes the blocks that may. */
export function rowBySequence(blocks: Iterable<Block>, sequence: number): string | undefined {
  for (const block of blocks) {
    if (!mayHold(block, sequence)) continue;
    for (let row = 0; row < block.rowCount; row++) {
      if (block.sequenceOf(row) === sequence) return block.deleted?.has(row) === true ? undefined : block.json(row);
    }
  }
  return undefined;
}

function mayHold(block: Block, sequence: number): boolean {
  if (!(block instanceof BlockView)) return true;
  const stored = sequence - block.sequenceBase;
  return block.firstSequence <= stored && !(block instanceof StoredBlock && block.header.lastSequence < stored);
}
