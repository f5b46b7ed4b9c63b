import { TemplateColumn } from '../../columns/template-column.ts';
import type { Block, Timeline } from '../../segments/block.ts';
import { storedField } from '../stored-field.ts';
import { isEarlier, joinSeen, type SeenRows, seenRow } from './seen-row.ts';

/** A block that is read when somebody asks for a row of it. */
interface PlacedBlock {
  readonly block: Block;
  readonly base: number;
  readonly next: Int32Array;
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
  /** By place: the index of its block. */
  private blockOf = new Uint32Array(1 << 12);
  private placeCount = 0;

  constructor(field: string) {
    this.field = field;
  }

  /**
   * Adds the templates of a block, `0` to `count - 1`. Returns the place of the first, and by template the place that its chain
   * goes on at (-1: none), for the caller to fill in.
   */
  addBlock(block: Block, count: number): { base: number; next: Int32Array } {
    const base = this.placeCount;
    const next = new Int32Array(count);
    this.placeCount += count;
    if (this.placeCount > this.blockOf.length) this.grow();
    this.blockOf.fill(this.blocks.length, base, this.placeCount);
    this.blocks.push({ block, base, next, column: undefined, timeline: undefined });
    return { base, next };
  }

  private grow(): void {
    const grown = new Uint32Array(Math.max(this.placeCount, this.blockOf.length * 2));
    grown.set(this.blockOf);
    this.blockOf = grown;
  }

  /** The earliest and the latest row of a chain. Blocks that can hold neither are not read. */
  seen(chain: number): SeenRows | null {
    let earliest = chain;
    let latest = chain;
    for (let place = chain; place >= 0; place = this.nextOf(place)) {
      if (this.at(place).block.minTimeMs < this.at(earliest).block.minTimeMs) earliest = place;
      if (this.at(place).block.maxTimeMs > this.at(latest).block.maxTimeMs) latest = place;
    }
    let seen = this.join(null, earliest);
    if (latest !== earliest) seen = this.join(seen, latest);
    for (let place = this.nextOf(chain) < 0 ? -1 : chain; place >= 0; place = this.nextOf(place)) {
      const { block } = this.at(place);
      const mayHold = seen === null || block.minTimeMs <= seen.first.ms || block.maxTimeMs > seen.last.ms;
      if (mayHold && place !== earliest && place !== latest) seen = this.join(seen, place);
    }
    return seen;
  }

  private at(place: number): PlacedBlock {
    return this.blocks[this.blockOf[place]!]!;
  }

  private nextOf(place: number): number {
    const { next, base } = this.at(place);
    return next[place - base]!;
  }

  private join(seen: SeenRows | null, place: number): SeenRows | null {
    const placed = this.at(place);
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
