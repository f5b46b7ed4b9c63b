import type { Bitmap } from '../bytes/bitmap.ts';
import type { Decision } from '../columns/value-predicate.ts';
import { DAY_MS } from '../entry/civil-date.ts';
import type { Block } from '../segments/block.ts';
import type { BoundFilter } from './bound-filter.ts';
import { FILTER_COST } from './filter-cost.ts';

const NS_PER_MS = 1_000_000n;
const SUB_MS_MAX = 999_999;
/** 1 January 1970 was a Thursday; Sunday is 0. */
const WEEKDAY_OF_EPOCH = 4;

/** Days of the week (Sunday is 0) and nanoseconds since the day began; both ends inclusive. */
export interface TimeOfWeekRange {
  readonly startDay: number;
  readonly endDay: number;
  readonly startNs: number;
  readonly endNs: number;
}

/** Rows whose time, in UTC and after `offsetNs` was taken from it, lies on some days of the week and in some hours of the day. */
export class TimeOfWeekFilter implements BoundFilter {
  readonly cost: number = FILTER_COST.number;
  private readonly range: TimeOfWeekRange;
  /** The offset in whole milliseconds (floor) and the nanoseconds above them. */
  private readonly offsetMs: number;
  private readonly offsetSubMs: number;

  /** @param offsetNs As the reference takes it: with `offset 2h` a day begins at 02:00 UTC. */
  constructor(range: TimeOfWeekRange, offsetNs: bigint) {
    const subMs = ((offsetNs % NS_PER_MS) + NS_PER_MS) % NS_PER_MS;
    this.offsetMs = Number((offsetNs - subMs) / NS_PER_MS);
    this.offsetSubMs = Number(subMs);
    this.range = range;
  }

  decide(block: Block): Decision {
    const day = this.dayOf(block.minTimeMs, 0);
    if (day !== this.dayOf(block.maxTimeMs, SUB_MS_MAX)) return 'some';
    const { startNs, endNs } = this.range;
    const firstNs = this.nsOfDay(day, block.minTimeMs, 0);
    const lastNs = this.nsOfDay(day, block.maxTimeMs, SUB_MS_MAX);
    if (!this.hasDay(day) || firstNs > endNs || lastNs < startNs) return 'none';
    return firstNs >= startNs && lastNs <= endNs ? 'all' : 'some';
  }

  count(block: Block): number | undefined {
    const decision = this.decide(block);
    if (decision === 'none') return 0;
    return decision === 'all' ? block.rowCount : undefined;
  }

  apply(block: Block, selection: Bitmap): void {
    const { ms, subMs } = block.timeline();
    const { words } = selection;
    for (let i = 0; i < words.length; i++) {
      for (let word = words[i]!; word !== 0; word &= word - 1) {
        const bit = 31 - Math.clz32(word & -word);
        const row = (i << 5) + bit;
        if (!this.passes(ms[row]!, subMs === null ? 0 : subMs[row]!)) words[i]! &= ~(1 << bit);
      }
    }
  }

  private passes(ms: number, subMs: number): boolean {
    const day = this.dayOf(ms, subMs);
    const ns = this.nsOfDay(day, ms, subMs);
    return ns >= this.range.startNs && ns <= this.range.endNs && this.hasDay(day);
  }

  private hasDay(day: number): boolean {
    const weekday = (((day + WEEKDAY_OF_EPOCH) % 7) + 7) % 7;
    return weekday >= this.range.startDay && weekday <= this.range.endDay;
  }

  /** All terms are far below 2^53, so that the difference is exact. */
  private nsOfDay(day: number, ms: number, subMs: number): number {
    return (ms - this.offsetMs - day * DAY_MS) * 1e6 + subMs - this.offsetSubMs;
  }

  private dayOf(ms: number, subMs: number): number {
    const shiftedMs = ms - this.offsetMs;
    const day = Math.floor(shiftedMs / DAY_MS);
    const isBefore = shiftedMs === day * DAY_MS && subMs < this.offsetSubMs;
    return isBefore ? day - 1 : day;
  }
}
