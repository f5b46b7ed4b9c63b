import { CorruptionError } from '../errors/engine-error.ts';
import type { StoredBlock } from '../segments/stored-block.ts';
import type { SegmentSet } from './segment-set.ts';

/** The sequence numbers in `[from, to)` that blocks of the segments have. Only blocks that may have some are read. */
export function storedSequences(segments: SegmentSet, from: number, to: number): Set<number> {
  const known = new Set<number>();
  for (const segment of segments) {
    if (segment.bounds.lastSequence < from || segment.bounds.firstSequence >= to) continue;
    for (const block of segment.blocks()) {
      if (block.header.lastSequence >= from && block.firstSequence < to) addSequences(known, block);
    }
  }
  return known;
}

/** A block that cannot be read has none: its rows may be had from elsewhere. */
function addSequences(known: Set<number>, block: StoredBlock): void {
  try {
    for (let row = 0; row < block.rowCount; row++) known.add(block.storedSequenceOf(row));
  } catch (error) {
    if (!(error instanceof CorruptionError)) throw error;
  }
}
