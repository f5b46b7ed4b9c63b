import { TemplateColumn } from '../../columns/template-column.ts';
import type { Block, Timeline } from '../../segments/block.ts';
import { storedField } from '../stored-field.ts';
import { isEarlier, joinSeen, type SeenRows, seenRow } from './seen-row.ts';

/** A block that is read when somebody asks for a row of it. */
interface PlacedBlock {
  readonly block: Block;
  readonly base: number;
  column: TemplateColumn | null | undefined;
  timeline: Timeline | undefined;
}

/**
 * Where templates stand whole: in which blocks, under which number. A store has ten times as many places as templates and
 * most are never looked at, so a place is a number: that of the template, after those of all blocks before.
 */
export class TemplatePlaces {
  private readonly field: string;
  private readonly blocks: PlacedBlock[] = [];
  /** By block: its earliest and its latest time. */
  private readonly minMs: number[] = [];
  private readonly maxMs: number[] = [];
  /** By place: the index of its block, and the place that its chain goes on at (-1: none). */
  private blockOf = new Uint32Array(1 << 12);
  private next = new Int32Array(1 << 12);
  private placeCount = 0;

  constructor(field: string) {
    this.field = field;
  }

  /**
   * Adds the templates of a block, `0` to `count - 1`. Returns the place of the first, and by template the place that its chain
   * goes on at (-1: none), for the caller to fill in before it adds another block.
   */
  addBlock(block: Block, count: number): { base: number; next: Int32Array } {
    const base = this.placeCount;
    this.placeCount += count;
    if (this.placeCount > this.blockOf.length) this.grow();
    this.blockOf.fill(this.blocks.length, base, this.placeCount);
    this.blocks.push({ block, base, column: undefined, timeline: undefined });
    this.minMs.push(block.minTimeMs);
    this.maxMs.push(block.maxTimeMs);
    return { base, next: this.next.subarray(base, this.placeCount) };
  }

  private grow(): void {
    const length = Math.max(this.placeCount, this.blockOf.length * 2);
    const [blockOf, next] = [new Uint32Array(length), new Int32Array(length)];
    blockOf.set(this.blockOf);
    next.set(this.next);
    this.blockOf = blockOf;
    this.next = next;
  }

  /** The earliest and the latest row of a chain. Blocks that can hold neither are not read. */
  seen(chain: number): SeenRows | null {
    const { blockOf, next, minMs, maxMs } = this;
    let earliest = chain;
    let latest = chain;
    for (let place = next[chain]!; place >= 0; place = next[place]!) {
      const at = blockOf[place]!;
      if (minMs[at]! < minMs[blockOf[earliest]!]!) earliest = place;
      if (maxMs[at]! > maxMs[blockOf[latest]!]!) latest = place;
    }
    let seen = this.join(null, earliest);
    if (latest !== earliest) seen = this.join(seen, latest);
    for (let place = next[chain]! < 0 ? -1 : chain; place >= 0; place = next[place]!) {
      const at = blockOf[place]!;
      const mayHold = seen === null || minMs[at]! <= seen.first.ms || maxMs[at]! > seen.last.ms;
      if (mayHold && place !== earliest && place !== latest) seen = this.join(seen, place);
    }
    return seen;
  }

  private join(seen: SeenRows | null, place: number): SeenRows | null {
    const placed = this.blocks[this.blockOf[place]!]!;
    const rows = this.rowsAt(placed, place - placed.base);
    return rows === null ? seen : joinSeen(seen, rows);
  }

  private rowsAt(placed: PlacedBlock, template: number): SeenRows | null {
    const { block } = placed;
    if (placed.column === undefined) {
      const column = block.column(storedField(block, this.field));
      placed.column = column instanceof TemplateColumn ? column : null;
    }
    const { column } = placed;
    if (column === null) return null;
    placed.timeline ??= block.timeline();
    const { timeline } = placed;
    const start = column.firstRow[template]!;
    const end = column.firstRow[template + 1]!;
    let first = -1;
    let last = -1;
    for (let position = start; position < end; position++) {
      const row = column.rows.rowAt(column.valueAt(position));
      if (first < 0 || isEarlier(timeline, row, first)) first = row;
      if (last < 0 || isEarlier(timeline, last, row)) last = row;
    }
    if (first < 0) return null;
    const firstSeen = seenRow(block, timeline, first);
    return { first: firstSeen, last: first === last ? firstSeen : seenRow(block, timeline, last) };
  }
}
