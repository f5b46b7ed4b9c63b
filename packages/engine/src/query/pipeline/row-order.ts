import type { Block } from '../../segments/block.ts';
import type { RowSet } from './row-set.ts';

/** The places of rows in (time, sequence) order, whatever became of their fields. */
export class RowOrder {
  /** Whole milliseconds since the Unix epoch, by row. */
  readonly ms: Float64Array;
  /** Nanoseconds within the millisecond, by row. */
  readonly subMs: Uint32Array;
  readonly sequence: Float64Array;

  constructor(ms: Float64Array, subMs: Uint32Array, sequence: Float64Array) {
    this.ms = ms;
    this.subMs = subMs;
    this.sequence = sequence;
  }

  static ofBlock(block: Block, rows: Uint32Array): RowOrder {
    return RowOrder.ofRows({ blocks: [block], blockOf: new Uint32Array(rows.length), rows });
  }

  static ofRows({ blocks, blockOf, rows }: RowSet): RowOrder {
    const timelines = blocks.map((block) => block.timeline());
    const order = RowOrder.empty(rows.length);
    for (let i = 0; i < rows.length; i++) {
      const { ms, subMs } = timelines[blockOf[i]!]!;
      order.ms[i] = ms[rows[i]!]!;
      if (subMs !== null) order.subMs[i] = subMs[rows[i]!]!;
      order.sequence[i] = blocks[blockOf[i]!]!.sequenceOf(rows[i]!);
    }
    return order;
  }

  /** To be filled. */
  static empty(rowCount: number): RowOrder {
    return new RowOrder(new Float64Array(rowCount), new Uint32Array(rowCount), new Float64Array(rowCount));
  }

  pick(rows: Uint32Array): RowOrder {
    const picked = RowOrder.empty(rows.length);
    for (let i = 0; i < rows.length; i++) {
      picked.ms[i] = this.ms[rows[i]!]!;
      picked.subMs[i] = this.subMs[rows[i]!]!;
      picked.sequence[i] = this.sequence[rows[i]!]!;
    }
    return picked;
  }

  /** Negative when a row comes before a row of another order. */
  compare(row: number, other: RowOrder, otherRow: number): number {
    return (
      this.ms[row]! - other.ms[otherRow]! ||
      this.subMs[row]! - other.subMs[otherRow]! ||
      this.sequence[row]! - other.sequence[otherRow]!
    );
  }
}
