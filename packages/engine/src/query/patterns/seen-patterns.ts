import type { Block } from '../../segments/block.ts';
import type { SeenRows } from './seen-row.ts';

/** When the rows of some patterns were seen, and where the earliest of each is; by the place of the pattern among them. */
export class SeenPatterns {
  /** Whole milliseconds, NaN where no row has a time, and nanoseconds within. */
  readonly firstMs: Float64Array;
  readonly firstSubMs: Uint32Array;
  readonly lastMs: Float64Array;
  readonly lastSubMs: Uint32Array;
  /** The earliest row; null where it is in no block. */
  readonly blocks: (Block | null)[];
  readonly rows: Uint32Array;

  constructor(count: number) {
    this.firstMs = new Float64Array(count).fill(Number.NaN);
    this.firstSubMs = new Uint32Array(count);
    this.lastMs = new Float64Array(count).fill(Number.NaN);
    this.lastSubMs = new Uint32Array(count);
    this.blocks = new Array<Block | null>(count).fill(null);
    this.rows = new Uint32Array(count);
  }

  /** Takes up a row of a pattern; of equal times the row that came first stays. */
  note(at: number, ms: number, subMs: number, block: Block | null, row: number): void {
    const { firstMs, firstSubMs, lastMs, lastSubMs } = this;
    if (!(ms >= firstMs[at]!) || (ms === firstMs[at] && subMs < firstSubMs[at]!)) {
      firstMs[at] = ms;
      firstSubMs[at] = subMs;
      this.blocks[at] = block;
      this.rows[at] = row;
    }
    if (!(ms <= lastMs[at]!) || (ms === lastMs[at] && subMs > lastSubMs[at]!)) {
      lastMs[at] = ms;
      lastSubMs[at] = subMs;
    }
  }

  noteRows(at: number, { first, last }: SeenRows): void {
    this.note(at, first.ms, first.subMs, first.block, first.row);
    this.note(at, last.ms, last.subMs, last.block, last.row);
  }
}
