import type { Block } from '../../segments/block.ts';
import type { BlockSource } from '../block-source.ts';
import type { QueryContext } from '../query-context.ts';
import type { QueryPlan } from '../query-plan.ts';
import { compareTimedRows, TIMED_ROW_BYTES, type TimedRow, timedRows } from '../timed-row.ts';
import { blockBatch } from './block-batch.ts';
import { PlannedBlock } from './planned-block.ts';
import type { ResultBatch } from './result-batch.ts';
import { rowSetBatch } from './row-set-batch.ts';

/** Rows of several blocks that are handed on at once. */
const MERGED_ROWS_MAX = 4096;

/** The passing rows of a block that were not handed on yet: those from position `at` of `rows`. */
interface OpenBlock {
  readonly block: Block;
  readonly rows: Uint32Array;
  at: number;
}

/**
 * The passing rows of all blocks in (time, sequence) order. A block is opened when the rows before its first may be
 * handed on; blocks that overlap in time are merged, one that does not is a batch of its own.
 */
export function* orderedBatches(plan: QueryPlan, source: BlockSource, context: QueryContext): Iterable<ResultBatch> {
  let open: OpenBlock[] = [];
  for (const block of plan.blocks(source, context, (a, b) => a.minTimeMs - b.minTimeMs)) {
    yield* rowsBefore(open, block.minTimeMs, context);
    open = open.filter(({ rows, at }) => at < rows.length);
    const rows = new PlannedBlock(block, plan).rowsInOrder();
    context.reserve(rows.byteLength);
    if (rows.length > 0) open.push({ block, rows, at: 0 });
  }
  yield* rowsBefore(open, Number.POSITIVE_INFINITY, context);
}

/** The rows of the open blocks that are earlier than a whole millisecond. */
function* rowsBefore(open: readonly OpenBlock[], endMs: number, context: QueryContext): Iterable<ResultBatch> {
  const parts = open.map((part) => ({ part, end: endBefore(part, endMs) })).filter(({ part, end }) => end > part.at);
  if (parts.length === 0) return;
  if (parts.length === 1) {
    const { part, end } = parts[0]!;
    const rows = part.rows.subarray(part.at, end);
    part.at = end;
    context.reserve(-rows.byteLength);
    yield blockBatch(part.block, rows);
    return;
  }
  const rows = parts.flatMap(({ part, end }) => timedRows(part.block, [...part.rows.subarray(part.at, end)]));
  for (const { part, end } of parts) part.at = end;
  const bytes = rows.length * TIMED_ROW_BYTES;
  context.reserve(bytes);
  rows.sort(compareTimedRows);
  for (let at = 0; at < rows.length; at += MERGED_ROWS_MAX) {
    context.check();
    yield mergedBatch(rows.slice(at, at + MERGED_ROWS_MAX));
  }
  context.reserve(-bytes - rows.length * Uint32Array.BYTES_PER_ELEMENT);
}

/** The position of the first row at or after a whole millisecond. */
function endBefore({ block, rows, at }: OpenBlock, endMs: number): number {
  const { ms } = block.timeline();
  let low = at;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ms[rows[middle]!]! < endMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function mergedBatch(rows: readonly TimedRow[]): ResultBatch {
  const { block } = rows[0]!;
  if (rows.every((row) => row.block === block))
    return blockBatch(
      block,
      Uint32Array.from(rows, ({ row }) => row),
    );
  return rowSetBatch(rows);
}
