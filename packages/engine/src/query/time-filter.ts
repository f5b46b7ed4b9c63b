import type { Bitmap } from '../bytes/bitmap.ts';
import type { Decision } from '../columns/value-predicate.ts';
import type { Block, Timeline } from '../segments/block.ts';
import type { BoundFilter } from './bound-filter.ts';
import { FILTER_COST } from './filter-cost.ts';

const NS_PER_MS = 1_000_000n;
const SUB_MS_MAX = 999_999;

/** Rows between two times, both inclusive. */
export class TimeFilter implements BoundFilter {
  readonly cost: number = FILTER_COST.time;
  /** Whole milliseconds (floor) of each bound; ±Infinity where it is open. */
  readonly startMs: number;
  readonly endMs: number;
  /** Nanoseconds within the millisecond of each bound. */
  private readonly startSubMs: number;
  private readonly endSubMs: number;

  constructor(startNs: bigint | null, endNs: bigint | null) {
    this.startMs = startNs === null ? Number.NEGATIVE_INFINITY : floorMs(startNs);
    this.startSubMs = startNs === null ? 0 : subMs(startNs);
    this.endMs = endNs === null ? Number.POSITIVE_INFINITY : floorMs(endNs);
    this.endSubMs = endNs === null ? SUB_MS_MAX : subMs(endNs);
  }

  decide(block: Block): Decision {
    if (this.isEmpty() || block.maxTimeMs < this.startMs || block.minTimeMs > this.endMs) return 'none';
    const startsBefore = this.startMs < block.minTimeMs || (this.startMs === block.minTimeMs && this.startSubMs === 0);
    const endsAfter = this.endMs > block.maxTimeMs || (this.endMs === block.maxTimeMs && this.endSubMs === SUB_MS_MAX);
    return startsBefore && endsAfter ? 'all' : 'some';
  }

  count(block: Block): number | undefined {
    const decision = this.decide(block);
    if (decision === 'none') return 0;
    if (decision === 'all') return block.rowCount;
    const timeline = block.timeline();
    return this.endPosition(timeline) - this.startPosition(timeline);
  }

  apply(block: Block, selection: Bitmap): void {
    const decision = this.decide(block);
    if (decision === 'all') return;
    if (decision === 'none') {
      selection.words.fill(0);
      return;
    }
    const timeline = block.timeline();
    const start = this.startPosition(timeline);
    const end = this.endPosition(timeline);
    keepRange(timeline.order, start, end, selection);
  }

  private isEmpty(): boolean {
    return this.startMs > this.endMs || (this.startMs === this.endMs && this.startSubMs > this.endSubMs);
  }

  /** The position in time order of the first row that is not before the start. */
  private startPosition(timeline: Timeline): number {
    return lowerBound(timeline, this.startMs, this.startSubMs);
  }

  /** The position in time order of the first row that is after the end. */
  private endPosition(timeline: Timeline): number {
    if (this.endMs === Number.POSITIVE_INFINITY) return timeline.order.length;
    return this.endSubMs === SUB_MS_MAX
      ? lowerBound(timeline, this.endMs + 1, 0)
      : lowerBound(timeline, this.endMs, this.endSubMs + 1);
  }
}

/** The first position in time order whose row is at or after a time. */
export function lowerBound(timeline: Timeline, ms: number, subMs: number): number {
  const { order } = timeline;
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = order[middle]!;
    const rowMs = timeline.ms[row]!;
    const isBefore = rowMs < ms || (rowMs === ms && (timeline.subMs?.[row] ?? 0) < subMs);
    if (isBefore) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Keeps the rows at positions `[start, end)` of `order`, by way of the smaller side. */
function keepRange(order: Uint32Array, start: number, end: number, selection: Bitmap): void {
  const { words } = selection;
  if (end - start > order.length / 2) {
    for (let i = 0; i < start; i++) words[order[i]! >>> 5]! &= ~(1 << (order[i]! & 31));
    for (let i = end; i < order.length; i++) words[order[i]! >>> 5]! &= ~(1 << (order[i]! & 31));
    return;
  }
  const kept = new Uint32Array(words.length);
  for (let i = start; i < end; i++) kept[order[i]! >>> 5]! |= 1 << (order[i]! & 31);
  for (let i = 0; i < words.length; i++) words[i]! &= kept[i]!;
}

function floorMs(ns: bigint): number {
  const rest = ns % NS_PER_MS;
  return Number((ns - rest) / NS_PER_MS) - (rest < 0n ? 1 : 0);
}

function subMs(ns: bigint): number {
  const rest = Number(ns % NS_PER_MS);
  return rest < 0 ? rest + 1_000_000 : rest;
}
