import type { Block, Timeline } from '../../segments/block.ts';

/** A row and its time, whole milliseconds and nanoseconds within. */
export interface SeenRow {
  readonly ms: number;
  readonly subMs: number;
  /** Where the row is stored; null where it came from another pipe. */
  readonly block: Block | null;
  readonly row: number;
}

/** The earliest and the latest of some rows. */
export interface SeenRows {
  readonly first: SeenRow;
  readonly last: SeenRow;
}

/** Both of two sets of rows. */
export function joinSeen(a: SeenRows | null, b: SeenRows): SeenRows {
  if (a === null) return b;
  const first = compareSeen(b.first, a.first) < 0 ? b.first : a.first;
  const last = compareSeen(b.last, a.last) > 0 ? b.last : a.last;
  return first === a.first && last === a.last ? a : { first, last };
}

function compareSeen(a: SeenRow, b: SeenRow): number {
  return a.ms - b.ms || a.subMs - b.subMs;
}

export function seenRow(block: Block, { ms, subMs }: Timeline, row: number): SeenRow {
  return { ms: ms[row]!, subMs: subMs === null ? 0 : subMs[row]!, block, row };
}

/** Whether row `a` of a block is earlier than row `b`. */
export function isEarlier({ ms, subMs }: Timeline, a: number, b: number): boolean {
  return ms[a] !== ms[b] ? ms[a]! < ms[b]! : subMs !== null && subMs[a]! < subMs[b]!;
}
