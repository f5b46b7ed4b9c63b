import type { Block, Timeline } from '../../segments/block.ts';

/** Stands at one of the passing rows of a block, which it visits in time order. */
export class BlockCursor {
  readonly block: Block;
  private readonly rows: Uint32Array;
  private readonly timeline: Timeline;
  private at = 0;
  private end = 0;

  /** @param rows In (time, sequence) order. */
  constructor(block: Block, rows: Uint32Array) {
    this.block = block;
    this.rows = rows;
    this.timeline = block.timeline();
  }

  /** Whether all rows were visited, whatever the limit. */
  get isDone(): boolean {
    return this.at === this.rows.length;
  }

  /** Whether it stands behind the last row within the limit. */
  get isAtEnd(): boolean {
    return this.at === this.end;
  }

  get row(): number {
    return this.rows[this.at]!;
  }

  /** Lets it visit the rows before a whole millisecond; returns whether there are any. */
  limitTo(endMs: number): boolean {
    const { ms } = this.timeline;
    let low = this.at;
    let high = this.rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (ms[this.rows[middle]!]! < endMs) low = middle + 1;
      else high = middle;
    }
    this.end = low;
    return low > this.at;
  }

  /** The rows from here to the limit; it stands behind them then. */
  takeAll(): Uint32Array {
    const rows = this.rows.subarray(this.at, this.end);
    this.at = this.end;
    return rows;
  }

  /** The rows from here on that come before the row that `other` stands at, at most `count`; it stands behind them then. */
  takeBefore(other: BlockCursor, count: number): Uint32Array {
    const start = this.at;
    const end = Math.min(this.end, start + count);
    while (this.at < end && this.isBefore(other)) this.at++;
    return this.rows.subarray(start, this.at);
  }

  /** Whether its row comes before that of another cursor in (time, sequence) order. */
  isBefore(other: BlockCursor): boolean {
    const a = this.row;
    const b = other.row;
    const order = this.timeline.ms[a]! - other.timeline.ms[b]! || this.subMs(a) - other.subMs(b);
    return order !== 0 ? order < 0 : this.block.sequenceOf(a) < other.block.sequenceOf(b);
  }

  private subMs(row: number): number {
    return this.timeline.subMs === null ? 0 : this.timeline.subMs[row]!;
  }
}
