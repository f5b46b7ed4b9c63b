import { MalformedBytesError } from '../bytes/byte-reader.ts';
import type { ColumnSink, ColumnSource } from './column-streams.ts';
import { HexColumn } from './hex-column.ts';
import { SLOT_KIND } from './template-slots.ts';
import { copyInto } from './text-column.ts';
import type { ValueColumn } from './value-column.ts';

/**
 * A trace id often stands in a row twice: in a field of its own and in the message. Here the values of a hex slot that equal
 * their row's value of a hex column of the block are left out: the slot is linked to that column, and a bit for each of its
 * rows says whether the value is to be found there.
 */

/** Where hex slots and their values are: what `TemplateSlots` knows, and a reader has before it reads the values. */
export interface HexLayout {
  readonly firstSlot: Uint32Array;
  readonly kinds: Uint8Array;
  readonly params: Uint32Array;
  readonly bases: Uint32Array;
  /** By template. */
  readonly rowCounts: Uint32Array;
  readonly hexSlots: readonly number[];
  readonly hexTemplates: readonly number[];
  /** The row of the block that is the `ordinal`-th of a template. */
  rowOf(template: number, ordinal: number): number;
}

/** A column of the same block by its place. @throws MalformedBytesError when it is none of hexadecimal values. */
export type HexColumnAt = (place: number) => HexColumn;

interface HexLink {
  readonly slot: number;
  readonly template: number;
  readonly place: number;
  readonly column: HexColumn;
}

/** Links make many bytes of few: no block has as many. */
const HEX_BYTES_MAX = 1 << 28;
/** Rows compared before a slot is taken for one that has nothing to do with a column. */
const ROWS_TRIED = 16;

/** Writes the values of the hex slots. @param siblings the columns of the block, by place */
export function writeHexValues(
  sink: ColumnSink,
  layout: HexLayout,
  hex: Uint8Array,
  siblings: readonly ValueColumn[],
): void {
  const links = findLinks(layout, hex, siblings);
  sink.meta.varint(links.length);
  if (links.length === 0) {
    sink.stream(hex);
    return;
  }
  let bits = 0;
  for (const { template } of links) bits += layout.rowCounts[template]!;
  const split = new HexSplit(layout, hex, bits);
  let lastSlot = 0;
  for (const link of links) {
    sink.meta.varint(link.slot - lastSlot).varint(link.place);
    lastSlot = link.slot;
    split.take(link);
  }
  sink.stream(split.found);
  sink.stream(split.finish());
}

/** Leaves values out that their links give back, and notes which. */
class HexSplit {
  private readonly layout: HexLayout;
  private readonly hex: Uint8Array;
  /** A bit for each row of a linked slot. */
  readonly found: Uint8Array;
  private bit = 0;
  private readonly rest: Uint8Array;
  private restUsed = 0;
  /** Up to where `hex` was copied, or left out. */
  private copied = 0;

  constructor(layout: HexLayout, hex: Uint8Array, bits: number) {
    this.layout = layout;
    this.hex = hex;
    this.found = new Uint8Array((bits + 7) >>> 3);
    this.rest = new Uint8Array(hex.length);
  }

  take({ slot, template, column }: HexLink): void {
    const { layout, hex, found } = this;
    const { width } = column;
    const rows = layout.rowCounts[template]!;
    let at = layout.bases[slot]!;
    for (let ordinal = 0; ordinal < rows; ordinal++, at += width) {
      const bit = this.bit++;
      if (!isLinked(layout, hex, at, template, ordinal, column)) continue;
      found[bit >>> 3]! |= 1 << (bit & 7);
      if (at > this.copied) this.copyUpTo(at);
      this.copied = at + width;
    }
  }

  /** The bytes that no link gives back. */
  finish(): Uint8Array {
    this.copyUpTo(this.hex.length);
    return this.rest.subarray(0, this.restUsed);
  }

  private copyUpTo(end: number): void {
    copyInto(this.rest, this.restUsed, this.hex, this.copied, end);
    this.restUsed += end - this.copied;
    this.copied = end;
  }
}

/** Reads back what `writeHexValues` wrote: `hexBytes` bytes. @throws MalformedBytesError */
export function readHexValues(
  source: ColumnSource,
  layout: HexLayout,
  hexBytes: number,
  hexColumnAt: HexColumnAt | null,
): Uint8Array {
  const links = readLinks(source, layout, hexColumnAt);
  if (links.length === 0) return source.stream(hexBytes);
  let bits = 0;
  for (const { template } of links) bits += layout.rowCounts[template]!;
  const found = source.stream((bits + 7) >>> 3);
  const rest = source.stream();
  const missing = sumOfFound(links, layout, found);
  if (rest.length + missing !== hexBytes || hexBytes > HEX_BYTES_MAX)
    throw new MalformedBytesError('the bytes of hexadecimal variables do not add up');
  const hex = new Uint8Array(hexBytes);
  let restUsed = 0;
  let filled = 0;
  let bit = 0;
  for (const { slot, template, column } of links) {
    const { width } = column;
    let at = layout.bases[slot]!;
    for (let ordinal = 0; ordinal < layout.rowCounts[template]!; ordinal++, bit++, at += width) {
      if ((found[bit >>> 3]! & (1 << (bit & 7))) === 0) continue;
      const index = column.rows.indexOf(layout.rowOf(template, ordinal));
      if (index < 0) throw new MalformedBytesError('a variable is linked to a row without a value');
      hex.set(rest.subarray(restUsed, restUsed + at - filled), filled);
      restUsed += at - filled;
      for (let i = 0; i < width; i++) hex[at + i] = column.bytes[index * width + i]!;
      filled = at + width;
    }
  }
  hex.set(rest.subarray(restUsed), filled);
  return hex;
}

function readLinks(source: ColumnSource, layout: HexLayout, hexColumnAt: HexColumnAt | null): HexLink[] {
  const links: HexLink[] = [];
  let slot = 0;
  let template = 0;
  for (let left = source.meta.count(2); left > 0; left--) {
    const step = source.meta.varint();
    if (step === 0 && links.length > 0) throw new MalformedBytesError('a variable is linked twice');
    slot += step;
    const place = source.meta.varint();
    if (layout.kinds[slot] !== SLOT_KIND.hex || hexColumnAt === null)
      throw new MalformedBytesError('a variable that is not hexadecimal is linked to a column');
    while (layout.firstSlot[template + 1]! <= slot) template++;
    const column = hexColumnAt(place);
    if (column.isUuid || column.width !== layout.params[slot])
      throw new MalformedBytesError('a variable is linked to a column of another width');
    links.push({ slot, template, place, column });
  }
  return links;
}

function sumOfFound(links: readonly HexLink[], layout: HexLayout, found: Uint8Array): number {
  let bytes = 0;
  let bit = 0;
  for (const { template, column } of links) {
    for (const end = bit + layout.rowCounts[template]!; bit < end; bit++) {
      if ((found[bit >>> 3]! & (1 << (bit & 7))) !== 0) bytes += column.width;
    }
  }
  return bytes;
}

function findLinks(layout: HexLayout, hex: Uint8Array, siblings: readonly ValueColumn[]): HexLink[] {
  const links: HexLink[] = [];
  if (hex.length === 0) return links;
  const candidates: { place: number; column: HexColumn }[] = [];
  for (let place = 0; place < siblings.length; place++) {
    const column = siblings[place]!;
    if (column instanceof HexColumn && !column.isUuid) candidates.push({ place, column });
  }
  if (candidates.length === 0) return links;
  for (let i = 0; i < layout.hexSlots.length; i++) {
    const slot = layout.hexSlots[i]!;
    if (layout.kinds[slot] === SLOT_KIND.hex) linkSlot(layout, hex, slot, layout.hexTemplates[i]!, candidates, links);
  }
  return links;
}

/** Links a slot to the first of the columns that it repeats. */
function linkSlot(
  layout: HexLayout,
  hex: Uint8Array,
  slot: number,
  template: number,
  candidates: readonly { place: number; column: HexColumn }[],
  links: HexLink[],
): void {
  for (let i = 0; i < candidates.length; i++) {
    const { place, column } = candidates[i]!;
    if (column.width !== layout.params[slot] || !repeats(layout, hex, slot, template, column)) continue;
    links.push({ slot, template, place, column });
    return;
  }
}

/** Whether one of the first rows has the value of the column in the slot, too. */
function repeats(layout: HexLayout, hex: Uint8Array, slot: number, template: number, column: HexColumn): boolean {
  const tried = Math.min(ROWS_TRIED, layout.rowCounts[template]!);
  for (let ordinal = 0; ordinal < tried; ordinal++) {
    if (isLinked(layout, hex, layout.bases[slot]! + ordinal * column.width, template, ordinal, column)) return true;
  }
  return false;
}

function isLinked(
  layout: HexLayout,
  hex: Uint8Array,
  at: number,
  template: number,
  ordinal: number,
  column: HexColumn,
): boolean {
  const index = column.rows.indexOf(layout.rowOf(template, ordinal));
  if (index < 0) return false;
  const { bytes, width } = column;
  const from = index * width;
  for (let i = 0; i < width; i++) if (hex[at + i] !== bytes[from + i]) return false;
  return true;
}
