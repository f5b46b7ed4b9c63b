import type { Bitmap } from '../bytes/bitmap.ts';
import type { Block } from '../segments/block.ts';
import type { HistogramBucket } from './histogram-bucket.ts';
import type { RowAggregator } from './row-aggregator.ts';

/** Counts rows by the interval that the number in a field lies in; rows whose value is not a number are not counted. */
export class NumberHistogram implements RowAggregator {
  private readonly field: string;
  private readonly interval: number;
  /** Counts by number of the interval from zero. */
  private readonly counts = new Map<number, number>();

  /** @param interval The width of a bucket; positive. Buckets are `[n·interval, (n + 1)·interval)`. */
  constructor(field: string, interval: number) {
    this.field = field;
    this.interval = interval;
  }

  get keyCount(): number {
    return this.counts.size;
  }

  add(block: Block, selection: Bitmap | null): void {
    const column = block.column(this.field);
    if (column === undefined) return;
    const numbers = column.numbers();
    for (let i = 0; i < numbers.length; i++) {
      const bucket = Math.floor(numbers[i]! / this.interval);
      if (Number.isNaN(bucket) || (selection !== null && !selection.has(column.rows.rowAt(i)))) continue;
      this.counts.set(bucket, (this.counts.get(bucket) ?? 0) + 1);
    }
  }

  /** The buckets that hold rows, in ascending order; the key is the lower end. */
  buckets(): HistogramBucket[] {
    const sorted = [...this.counts].sort(([a], [b]) => a - b);
    return sorted.map(([bucket, count]) => ({ key: roundOff(bucket * this.interval), count }));
  }
}

/** Takes out what binary fractions add: 3 × 0.1 is 0.3. */
function roundOff(value: number): number {
  return Number(value.toPrecision(14));
}
