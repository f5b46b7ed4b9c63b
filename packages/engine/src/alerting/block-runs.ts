import type { Block } from '../segments/block.ts';

/** A block and the sequence numbers of its rows, both ends inclusive. */
export interface BlockRange {
  readonly block: Block;
  readonly first: number;
  readonly last: number;
}

/** The sequence ranges of blocks, in ascending order of their beginning. Blocks without rows are left out. */
export function blockRanges(blocks: Iterable<Block>): BlockRange[] {
  const ranges: BlockRange[] = [];
  for (const block of blocks) if (block.rowCount > 0) ranges.push(rangeOf(block));
  return ranges.sort((a, b) => a.first - b.first);
}

/** Divides ranges, in ascending order, into runs so that no two runs overlap: rows are in order from run to run. */
export function* blockRuns(ranges: readonly BlockRange[]): Generator<readonly BlockRange[]> {
  let run: BlockRange[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const range of ranges) {
    if (run.length > 0 && range.first > last) {
      yield run;
      run = [];
    }
    run.push(range);
    last = Math.max(last, range.last);
  }
  if (run.length > 0) yield run;
}

function rangeOf(block: Block): BlockRange {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < block.rowCount; row++) {
    const sequence = block.sequenceOf(row);
    if (sequence < first) first = sequence;
    if (sequence > last) last = sequence;
  }
  return { block, first, last };
}
