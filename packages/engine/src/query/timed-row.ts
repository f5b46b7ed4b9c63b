import type { Block } from '../segments/block.ts';
import type { RowReference } from './row-reference.ts';

/** A row with its place in (time, sequence) order. */
export interface TimedRow extends RowReference {
  readonly ms: number;
  readonly subMs: number;
  readonly sequence: number;
}

/** What a `TimedRow` in a list costs, measured roughly, in bytes. */
export const TIMED_ROW_BYTES = 64;

export function timedRows(block: Block, rows: readonly number[]): TimedRow[] {
  const { ms, subMs } = block.timeline();
  return rows.map((row) => ({
    block,
    row,
    ms: ms[row]!,
    subMs: subMs === null ? 0 : subMs[row]!,
    sequence: block.sequenceOf(row),
  }));
}

/** (time, sequence) order; negative when `a` comes first. */
export function compareTimedRows(a: TimedRow, b: TimedRow): number {
  return a.ms - b.ms || a.subMs - b.subMs || a.sequence - b.sequence;
}
