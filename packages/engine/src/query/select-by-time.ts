import type { Bitmap } from '../bytes/bitmap.ts';
import type { Block } from '../segments/block.ts';
import type { BlockSource } from './block-source.ts';
import type { QueryContext } from './query-context.ts';
import type { QueryPlan } from './query-plan.ts';
import type { RowReference } from './row-reference.ts';
import type { RowWindow } from './row-window.ts';
import { SortedRuns } from './sorted-runs.ts';
import { compareTimedRows, TIMED_ROW_BYTES, type TimedRow, timedRows } from './timed-row.ts';

/** Below one selected row in this many, sorting the selected rows is cheaper than walking all rows in time order. */
const SPARSE_SHARE = 16;

/**
 * Rows in (time, sequence) order or its reverse. Blocks are visited from the end that the result begins at, and no more
 * of them once the last row of the window is known to come before every row that is left.
 */
export function selectByTime(
  plan: QueryPlan,
  source: BlockSource,
  window: RowWindow,
  context: QueryContext,
): RowReference[] {
  const { descending } = window;
  const runs = new SortedRuns<TimedRow>(descending ? (a, b) => compareTimedRows(b, a) : compareTimedRows, window.end);
  for (const block of plan.blocks(source, context, descending ? latestFirst : earliestFirst)) {
    const bound = runs.bound();
    if (bound !== undefined && isBeyond(descending ? block.maxTimeMs : block.minTimeMs, bound.ms, descending)) break;
    const run = firstRows(block, plan.select(block), window, bound?.ms);
    context.reserve(run.length * TIMED_ROW_BYTES);
    runs.add(run);
  }
  return runs.finish().slice(window.offset);
}

function earliestFirst(a: Block, b: Block): number {
  return a.minTimeMs - b.minTimeMs;
}

function latestFirst(a: Block, b: Block): number {
  return b.maxTimeMs - a.maxTimeMs;
}

/** Whether a time comes, in the order of the result, after the whole millisecond `boundMs`. */
export function isBeyond(ms: number, boundMs: number, descending: boolean): boolean {
  return descending ? ms < boundMs : ms > boundMs;
}

/** The first selected rows of a block in the order of the result, none of them beyond the bound. */
export function firstRows(block: Block, selection: Bitmap, window: RowWindow, boundMs: number | undefined): TimedRow[] {
  const selected = selection.count();
  const rows =
    selected * SPARSE_SHARE < block.rowCount
      ? sortSelected(block, selection, window.descending)
      : walkInOrder(block, selection, window, boundMs);
  return rows.length > window.end ? rows.slice(0, window.end) : rows;
}

function sortSelected(block: Block, selection: Bitmap, descending: boolean): TimedRow[] {
  return timedRows(block, selection.toArray()).sort(descending ? (a, b) => compareTimedRows(b, a) : compareTimedRows);
}

function walkInOrder(block: Block, selection: Bitmap, window: RowWindow, boundMs: number | undefined): TimedRow[] {
  const { order, ms } = block.timeline();
  const rows: number[] = [];
  for (let i = 0; i < order.length && rows.length < window.end; i++) {
    const row = order[window.descending ? order.length - 1 - i : i]!;
    if (boundMs !== undefined && isBeyond(ms[row]!, boundMs, window.descending)) break;
    if (selection.has(row)) rows.push(row);
  }
  return timedRows(block, rows);
}
