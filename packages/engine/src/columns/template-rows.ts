import { Bitmap } from '../bytes/bitmap.ts';
import { MalformedBytesError } from '../bytes/byte-reader.ts';
import type { ColumnSource } from './column-streams.ts';
import type { RowIndex } from './row-index.ts';
import { TEMPLATE_ALL } from './template-verdicts.ts';
import { skipTexts } from './text-list.ts';
import { readUint32 } from './unsigned-stream.ts';

/** Which rows have which template: what of a template column decides a filter that depends on no variable. */
export class TemplateRows {
  readonly rows: RowIndex;
  /** `valueAt(firstRow[t])` to `valueAt(firstRow[t + 1] - 1)` are the values of template `t`. */
  readonly firstRow: Uint32Array;
  /** The values template by template; null when that is how they stand. */
  readonly order: Uint32Array | null;

  private constructor(rows: RowIndex, firstRow: Uint32Array, order: Uint32Array | null) {
    this.rows = rows;
    this.firstRow = firstRow;
    this.order = order;
  }

  /** @param codes The template of each value: a stable counting sort puts them together. */
  static of(rows: RowIndex, codes: Uint32Array, templateCount: number): TemplateRows {
    const firstRow = new Uint32Array(templateCount + 1);
    countCodes(codes, firstRow);
    for (let t = 0; t < templateCount; t++) firstRow[t + 1]! += firstRow[t]!;
    if (isAscending(codes)) return new TemplateRows(rows, firstRow, null);
    const order = new Uint32Array(codes.length);
    placeValues(codes, firstRow.slice(), order);
    return new TemplateRows(rows, firstRow, order);
  }

  /**
   * Reads them alone out of what `TemplateColumn.write` wrote: neither texts nor variables are asked for.
   * @throws MalformedBytesError
   */
  static read(rows: RowIndex, source: ColumnSource): TemplateRows {
    const { count, isGrouped } = readTemplateHead(rows, source);
    skipTexts(source);
    return TemplateRows.of(rows, readTemplateCodes(rows, source, count, isGrouped), count);
  }

  /** The value at a position of the list of all values template by template, to which `firstRow` refers. */
  valueAt(position: number): number {
    return this.order === null ? position : this.order[position]!;
  }

  /** The row at a position of that list. */
  rowAt(position: number): number {
    return this.rows.rowAt(this.valueAt(position));
  }

  /** Sets the bits of the rows of a template. */
  addTo(bitmap: Bitmap, template: number): void {
    const start = this.firstRow[template]!;
    const end = this.firstRow[template + 1]!;
    if (this.order === null && this.rows.rows === null) bitmap.setRange(start, end);
    else for (let i = start; i < end; i++) bitmap.set(this.rowAt(i));
  }

  /** The rows without a value as a set of their own, or none. */
  absentIf(absentPasses: boolean): Bitmap {
    return absentPasses ? this.rows.presence().not() : new Bitmap(this.rows.rowCount);
  }

  /** Takes out of `selection` the rows whose template has another verdict than `TEMPLATE_ALL`. */
  narrow(verdicts: Uint8Array, absentPasses: boolean, selection: Bitmap): void {
    const kept = this.absentIf(absentPasses);
    for (let t = 0; t < verdicts.length; t++) if (verdicts[t] === TEMPLATE_ALL) this.addTo(kept, t);
    selection.and(kept);
  }

  /** The rows of the block are counted by whoever shares them. */
  get memoryBytes(): number {
    return this.firstRow.byteLength + (this.order?.byteLength ?? 0) + (this.rows.rows?.byteLength ?? 0) + 128;
  }
}

/** How many templates a column has, and whether its values stand template by template. @throws MalformedBytesError */
export function readTemplateHead(rows: RowIndex, source: ColumnSource): { count: number; isGrouped: boolean } {
  const count = source.meta.varint();
  const isGrouped = source.meta.u8() === 1;
  if (count > rows.count) throw new MalformedBytesError(`${rows.count} values have ${count} templates`);
  return { count, isGrouped };
}

/** The template of each value; they follow the texts of the templates. @throws MalformedBytesError */
export function readTemplateCodes(
  rows: RowIndex,
  source: ColumnSource,
  count: number,
  isGrouped: boolean,
): Uint32Array {
  const codes = isGrouped ? spread(readUint32(source, count), rows.count) : readUint32(source, rows.count);
  for (let i = 0; i < codes.length; i++)
    if (codes[i]! >= count) throw new MalformedBytesError('a template code is out of range');
  return codes;
}

function spread(counts: ArrayLike<number>, total: number): Uint32Array {
  const codes = new Uint32Array(total);
  let at = 0;
  for (let t = 0; t < counts.length; t++) {
    if (at + counts[t]! > total) throw new MalformedBytesError('template counts exceed the rows');
    codes.fill(t, at, at + counts[t]!);
    at += counts[t]!;
  }
  if (at !== total) throw new MalformedBytesError('template counts do not add up to the rows');
  return codes;
}

// A loop each, so that V8 need not compile one of them before it has seen the others.

function countCodes(codes: Uint32Array, firstRow: Uint32Array): void {
  for (let i = 0; i < codes.length; i++) firstRow[codes[i]! + 1]!++;
}

function isAscending(codes: Uint32Array): boolean {
  for (let i = 1; i < codes.length; i++) if (codes[i]! < codes[i - 1]!) return false;
  return true;
}

function placeValues(codes: Uint32Array, next: Uint32Array, order: Uint32Array): void {
  for (let i = 0; i < codes.length; i++) order[next[codes[i]!]!++] = i;
}
