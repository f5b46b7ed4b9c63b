import type { Block, Timeline } from '../../segments/block.ts';
import { isEarlier, type SeenRows, seenRow } from './seen-row.ts';

/** Counts rows of a block by small numbers and remembers the earliest and the latest of each. */
export class RowTally {
  private readonly block: Block;
  private readonly timeline: Timeline;
  private readonly counts: number[] = [];
  private readonly first: number[] = [];
  private readonly last: number[] = [];

  constructor(block: Block) {
    this.block = block;
    this.timeline = block.timeline();
  }

  add(code: number, row: number): void {
    while (this.counts.length <= code) {
      this.counts.push(0);
      this.first.push(row);
      this.last.push(row);
    }
    if (this.counts[code]! === 0 || isEarlier(this.timeline, row, this.first[code]!)) this.first[code] = row;
    if (this.counts[code]! === 0 || isEarlier(this.timeline, this.last[code]!, row)) this.last[code] = row;
    this.counts[code]!++;
  }

  /** Visits the numbers that some row has. */
  visit(visit: (code: number, rows: number, seen: SeenRows) => void): void {
    for (let code = 0; code < this.counts.length; code++) {
      const rows = this.counts[code]!;
      if (rows === 0) continue;
      const first = seenRow(this.block, this.timeline, this.first[code]!);
      visit(code, rows, { first, last: seenRow(this.block, this.timeline, this.last[code]!) });
    }
  }
}
