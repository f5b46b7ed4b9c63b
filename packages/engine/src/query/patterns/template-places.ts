import { TemplateColumn } from '../../columns/template-column.ts';
import type { Block, Timeline } from '../../segments/block.ts';
import { storedField } from '../stored-field.ts';
import type { SeenPatterns } from './seen-patterns.ts';
import { isEarlier } from './seen-row.ts';

/** A block that is read when somebody asks for a row of it. */
interface PlacedBlock {
  readonly block: Block;
  readonly base: number;
  column: TemplateColumn | null | undefined;
  timeline: Timeline | undefined;
}

/** No place: the end of a chain. */
export const NO_PLACE: number = -1;

/**
 * Where templates stand whole: in which blocks, under which number. A store has ten times as many places as templates and
 * most are never looked at, so a place is a number: that of the template, after those of all blocks before. The places of a pattern
 * are a chain.
 */
export class TemplatePlaces {
  private readonly field: string;
  private readonly blocks: PlacedBlock[] = [];
  /** By block: its earliest and its latest time. */
  private readonly minMs: number[] = [];
  private readonly maxMs: number[] = [];
  /** By place: the index of its block, and the place that its chain goes on at. */
  private blockOf = new Uint32Array(1 << 12);
  private next = new Int32Array(1 << 12);
  private placeCount = 0;

  constructor(field: string) {
    this.field = field;
  }

  /**
   * Adds the templates of a block, `0` to `count - 1`. Returns the place of the first, and by template the place that its chain
   * goes on at, for the caller to fill in before it adds another block.
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

  /** Lets a chain, given by its last place, go on with another one. */
  join(last: number, chain: number): void {
    this.next[last] = chain;
  }

  private grow(): void {
    const length = Math.max(this.placeCount, this.blockOf.length * 2);
    const [blockOf, next] = [new Uint32Array(length), new Int32Array(length)];
    blockOf.set(this.blockOf);
    next.set(this.next);
    this.blockOf = blockOf;
    this.next = next;
  }

  /** Takes up the earliest and the latest row of a chain, as those of the pattern `at`. Blocks that can hold neither are not read. */
  noteSeen(chain: number, seen: SeenPatterns, at: number): void {
    const { blockOf, next, minMs, maxMs } = this;
    let earliest = chain;
    let latest = chain;
    for (let place = next[chain]!; place >= 0; place = next[place]!) {
      const block = blockOf[place]!;
      if (minMs[block]! < minMs[blockOf[earliest]!]!) earliest = place;
      if (maxMs[block]! > maxMs[blockOf[latest]!]!) latest = place;
    }
    this.noteRows(earliest, seen, at);
    if (latest !== earliest) this.noteRows(latest, seen, at);
    if (next[chain]! < 0) return;
    for (let place = chain; place >= 0; place = next[place]!) {
      const block = blockOf[place]!;
      const mayHold = !(minMs[block]! > seen.firstMs[at]! && maxMs[block]! < seen.lastMs[at]!);
      if (mayHold && place !== earliest && place !== latest) this.noteRows(place, seen, at);
    }
  }

  private noteRows(place: number, seen: SeenPatterns, at: number): void {
    const placed = this.blocks[this.blockOf[place]!]!;
    const { block } = placed;
    if (placed.column === undefined) {
      const column = block.column(storedField(block, this.field));
      placed.column = column instanceof TemplateColumn ? column : null;
    }
    const { column } = placed;
    if (column === null) return;
    placed.timeline ??= block.timeline();
    const { timeline } = placed;
    const template = place - placed.base;
    const end = column.firstRow[template + 1]!;
    let position = column.firstRow[template]!;
    if (position === end) return;
    let first = column.templateRows.rowAt(position);
    let last = first;
    for (position++; position < end; position++) {
      const row = column.templateRows.rowAt(position);
      if (isEarlier(timeline, row, first)) first = row;
      else if (isEarlier(timeline, last, row)) last = row;
    }
    const { ms, subMs } = timeline;
    seen.note(at, ms[first]!, subMs === null ? 0 : subMs[first]!, block, first);
    if (last !== first) seen.note(at, ms[last]!, subMs === null ? 0 : subMs[last]!, block, last);
  }
}
