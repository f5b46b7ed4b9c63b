import type { Bitmap } from '../bytes/bitmap.ts';
import { formatInstant } from '../entry/instant.ts';
import type { Block, Timeline } from '../segments/block.ts';
import type { HistogramBucket } from './histogram-bucket.ts';
import type { RowAggregator } from './row-aggregator.ts';
import { lowerBound } from './time-filter.ts';

/** Beyond so many buckets between its first and its last row, a block is counted into a map. */
const DENSE_BUCKETS_MAX = 1 << 16;

/** With fewer rows a bucket than this, reading every row is cheaper than searching for the ends of buckets. */
const SEARCH_ROWS_MIN = 16;

/** Counts rows by the time interval that they lie in; intervals are aligned to the Unix epoch. */
export class TimeHistogram implements RowAggregator {
  /** The length of a bucket in milliseconds. */
  readonly intervalMs: number;
  /** Counts by number of the interval since the epoch. */
  private readonly counts = new Map<number, number>();

  constructor(intervalMs: number) {
    this.intervalMs = intervalMs;
  }

  get keyCount(): number {
    return this.counts.size;
  }

  add(block: Block, selection: Bitmap | null): void {
    const first = this.bucketOf(block.minTimeMs);
    const last = this.bucketOf(block.maxTimeMs);
    if (first === last) this.bump(first, selection === null ? block.rowCount : selection.count());
    else if (selection === null && (last - first + 1) * SEARCH_ROWS_MIN < block.rowCount) {
      this.addBySearch(block.timeline(), first, last);
    } else if (last - first < DENSE_BUCKETS_MAX) this.addDense(block, selection, first, last);
    else this.addSparse(block, selection);
  }

  /** The buckets that hold rows, in order of time; the key is the start of the interval, RFC 3339 in UTC. */
  buckets(): HistogramBucket[] {
    const sorted = [...this.counts].sort(([a], [b]) => a - b);
    return sorted.map(([bucket, count]) => ({
      key: formatInstant({ ms: bucket * this.intervalMs, subMs: 0 }),
      count,
    }));
  }

  private addBySearch(timeline: Timeline, first: number, last: number): void {
    let start = 0;
    for (let bucket = first; bucket <= last; bucket++) {
      const end = bucket === last ? timeline.order.length : lowerBound(timeline, (bucket + 1) * this.intervalMs, 0);
      this.bump(bucket, end - start);
      start = end;
    }
  }

  private addDense(block: Block, selection: Bitmap | null, first: number, last: number): void {
    const { ms } = block.timeline();
    const { intervalMs } = this;
    const tally = new Uint32Array(last - first + 1);
    if (selection === null) {
      for (let row = 0; row < ms.length; row++) tally[Math.floor(ms[row]! / intervalMs) - first]!++;
    } else {
      const { words } = selection;
      for (let i = 0; i < words.length; i++) {
        for (let word = words[i]!; word !== 0; word &= word - 1) {
          const row = (i << 5) + (31 - Math.clz32(word & -word));
          tally[Math.floor(ms[row]! / intervalMs) - first]!++;
        }
      }
    }
    for (let i = 0; i < tally.length; i++) this.bump(first + i, tally[i]!);
  }

  private addSparse(block: Block, selection: Bitmap | null): void {
    const { ms } = block.timeline();
    for (let row = 0; row < ms.length; row++) {
      if (selection === null || selection.has(row)) this.bump(this.bucketOf(ms[row]!), 1);
    }
  }

  private bucketOf(ms: number): number {
    return Math.floor(ms / this.intervalMs);
  }

  private bump(bucket: number, count: number): void {
    if (count > 0) this.counts.set(bucket, (this.counts.get(bucket) ?? 0) + count);
  }
}
