import { Bitmap } from '../bytes/bitmap.ts';
import type { Column, DictionaryView } from '../columns/column.ts';
import type { Block } from '../segments/block.ts';
import { columnOf } from './time-column.ts';

/** Takes some rows with the same text; the same text may come again. */
export type CountTexts = (text: string, rows: number) => void;

/**
 * Counts the texts of a field in the selected rows of a block; null stands for all rows. Rows without the field have the
 * text `''`. Answered from the directory, from codes, or text by text, as the column allows.
 */
export function countValues(block: Block, field: string, selection: Bitmap | null, count: CountTexts): void {
  const known = selection === null && field !== '_time' ? block.valueCounts(field) : undefined;
  if (known !== undefined) {
    countKnown(block, known, count);
    return;
  }
  const rowCount = selection === null ? block.rowCount : selection.count();
  const present = countColumn(block, field, selection, count);
  if (present < rowCount) count('', rowCount - present);
}

/** The same for all rows of a block whose directory knows the values, which it gave as `known`. */
export function countKnown(block: Block, known: ReadonlyMap<string, number>, count: CountTexts): void {
  let present = 0;
  for (const [text, rows] of known) {
    count(text, rows);
    present += rows;
  }
  if (present < block.rowCount) count('', block.rowCount - present);
}

/** These return the number of rows that have a value. */
function countColumn(block: Block, field: string, selection: Bitmap | null, count: CountTexts): number {
  const column = columnOf(block, field);
  if (column === undefined) return 0;
  const rows = selection ?? Bitmap.full(block.rowCount);
  const dictionary = column.dictionary();
  return dictionary === null ? countTexts(column, rows, count) : countCodes(column, dictionary, rows, count);
}

function countCodes(column: Column, dictionary: DictionaryView, selection: Bitmap, count: CountTexts): number {
  const { values, codes } = dictionary;
  const tally = new Uint32Array(values.length);
  const valueRows = column.rows.rows;
  if (valueRows === null) tallyDense(codes, selection, tally);
  else tallySparse(codes, valueRows, selection, tally);
  let present = 0;
  for (let code = 0; code < tally.length; code++) {
    if (tally[code] === 0) continue;
    count(values[code]!, tally[code]!);
    present += tally[code]!;
  }
  return present;
}

function tallyDense(codes: DictionaryView['codes'], selection: Bitmap, tally: Uint32Array): void {
  const { words } = selection;
  for (let i = 0; i < words.length; i++) {
    const base = i << 5;
    if (words[i] === 0xffffffff) {
      for (let row = base; row < base + 32; row++) tally[codes[row]!]!++;
      continue;
    }
    for (let word = words[i]!; word !== 0; word &= word - 1) tally[codes[base + 31 - Math.clz32(word & -word)]!]!++;
  }
}

function tallySparse(
  codes: DictionaryView['codes'],
  valueRows: Uint32Array,
  selection: Bitmap,
  tally: Uint32Array,
): void {
  const { words } = selection;
  for (let i = 0; i < valueRows.length; i++) {
    const row = valueRows[i]!;
    if ((words[row >>> 5]! >>> (row & 31)) & 1) tally[codes[i]!]!++;
  }
}

function countTexts(column: Column, selection: Bitmap, count: CountTexts): number {
  let present = 0;
  for (let row = selection.next(0); row >= 0; row = selection.next(row + 1)) {
    const index = column.rows.indexOf(row);
    if (index < 0) continue;
    count(column.valueText(index), 1);
    present++;
  }
  return present;
}
