import type { StoredBlock } from '../segments/stored-block.ts';

/** Tells the blocks that are wanted from those that others read. */
export type IsWanted = (block: StoredBlock) => boolean;
