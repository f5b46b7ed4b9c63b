import type { BlockSource } from '../block-source.ts';
import type { QueryContext } from '../query-context.ts';
import type { QueryPlan } from '../query-plan.ts';
import { blockBatch } from './block-batch.ts';
import { BlockCursor } from './block-cursor.ts';
import { PlannedBlock } from './planned-block.ts';
import type { ResultBatch } from './result-batch.ts';
import { RowMerger } from './row-merger.ts';

export interface OrderedBatchesOptions {
  /** Whether the batches tell the places of their rows; false unless given. */
  readonly withOrder?: boolean | undefined;
}

/**
 * The passing rows of all blocks in (time, sequence) order. A block is opened when the rows before its first may be
 * handed on; blocks that overlap in time are merged, one that does not is a batch of its own.
 */
export function* orderedBatches(
  plan: QueryPlan,
  source: BlockSource,
  context: QueryContext,
  options: OrderedBatchesOptions = {},
): Iterable<ResultBatch> {
  let open: BlockCursor[] = [];
  for (const block of plan.blocks(source, context, (a, b) => a.minTimeMs - b.minTimeMs)) {
    yield* rowsBefore(open, block.minTimeMs, context, options);
    open = open.filter((cursor) => !cursor.isDone);
    const rows = new PlannedBlock(block, plan).rowsInOrder();
    if (rows.length === 0) continue;
    context.reserve(rows.byteLength);
    open.push(new BlockCursor(block, rows));
  }
  yield* rowsBefore(open, Number.POSITIVE_INFINITY, context, options);
}

/** The rows of the open blocks that are earlier than a whole millisecond. */
function* rowsBefore(
  open: readonly BlockCursor[],
  endMs: number,
  context: QueryContext,
  options: OrderedBatchesOptions,
): Iterable<ResultBatch> {
  const cursors = open.filter((cursor) => cursor.limitTo(endMs));
  if (cursors.length === 1) {
    const { block } = cursors[0]!;
    const rows = cursors[0]!.takeAll();
    context.reserve(-rows.byteLength);
    yield blockBatch(block, rows, options);
  } else if (cursors.length > 1) {
    for (const batch of new RowMerger(cursors, options).batches()) {
      context.check();
      context.reserve(-batch.rowCount * Uint32Array.BYTES_PER_ELEMENT);
      yield batch;
    }
  }
}
