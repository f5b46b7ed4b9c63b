import { ConditionSet } from './alerting/condition-set.ts';
import { Bitmap } from './bytes/bitmap.ts';
import { RowBatchBuilder } from './ingest/row-batch-builder.ts';
import type { QueryFilterNode } from './logsql/syntax-tree.ts';
import type { Block } from './segments/block.ts';
import { buildBlock } from './segments/block-builder.ts';
import { BlockView } from './segments/block-view.ts';
import { MemoryBlock } from './segments/memory-block.ts';

/** A row that a rule looks at, without the block it stands in: plain data that can be posted. */
export interface MatchedRow {
  /** Within its shard. */
  readonly sequence: number;
  /** The row as a store takes it in, and when it came or what time it has: milliseconds since 1970. */
  readonly text: string;
  readonly ms: number;
}

/** Finds the rows that at least one of several conditions looks at: where rows are stored in one thread and rules evaluated in another. */
export class RowMatcher {
  readonly #conditions: ConditionSet;

  constructor(conditions: readonly QueryFilterNode[]) {
    this.#conditions = new ConditionSet(conditions);
  }

  /** The rows of blocks whose sequence numbers in their shard are above `after`, in the order of these. */
  matchesIn(blocks: Iterable<Block>, after: number): MatchedRow[] {
    const found: MatchedRow[] = [];
    for (const block of blocks) if (block instanceof BlockView) this.#addMatches(block, after, found);
    return found.sort((a, b) => a.sequence - b.sequence);
  }

  #addMatches(block: BlockView, after: number, found: MatchedRow[]): void {
    const eligible = Bitmap.full(block.rowCount);
    if (block.deleted !== null) eligible.andNot(block.deleted);
    const matched = new Bitmap(block.rowCount);
    this.#conditions.evaluate(block, eligible, (_, rows) => {
      matched.or(rows);
    });
    if (matched.isEmpty()) return;
    const { ms } = block.timeline();
    matched.forEach((row) => {
      const sequence = block.storedSequenceOf(row);
      if (sequence > after) found.push({ sequence, text: block.storedJson(row), ms: ms[row]! });
    });
  }
}

/** The rows as a block, with sequence numbers from `firstSequence` on. There is at least one. */
export function blockOfMatches(rows: readonly Pick<MatchedRow, 'text' | 'ms'>[], firstSequence: number): Block {
  const builder = new RowBatchBuilder();
  builder.begin(rows.reduce((sum, { text }) => sum + text.length + 1, 0));
  for (const { text, ms } of rows) builder.addStored(text, ms);
  return new MemoryBlock(buildBlock(builder.finish(), 0, rows.length, firstSequence));
}
