import { Bitmap } from '../bytes/bitmap.ts';
import type { Column, DictionaryView } from '../columns/column.ts';
import type { Block } from '../segments/block.ts';
import { columnOf } from './time-column.ts';

/**
 * The texts of a field in the selected rows of a block (null: in all rows), each with its number of rows. Rows without
 * the field are under `''`.
 */
export function countValues(block: Block, field: string, selection: Bitmap | null): Map<string, number> {
  const known = selection === null && field !== '_time' ? block.valueCounts(field) : undefined;
  if (known !== undefined) return withMissing(known, block.rowCount);
  const rows = selection ?? Bitmap.full(block.rowCount);
  const column = columnOf(block, field);
  if (column === undefined) return withMissing(new Map(), rows.count());
  const dictionary = column.dictionary();
  const counts = dictionary === null ? countTexts(column, rows) : countCodes(column, dictionary, rows);
  return withMissing(counts, rows.count());
}

function withMissing(counts: ReadonlyMap<string, number>, rowCount: number): Map<string, number> {
  const all = new Map(counts);
  let missing = rowCount;
  for (const count of counts.values()) missing -= count;
  if (missing > 0) all.set('', (all.get('') ?? 0) + missing);
  return all;
}

function countCodes(column: Column, dictionary: DictionaryView, selection: Bitmap): Map<string, number> {
  const { values, codes } = dictionary;
  const tally = new Uint32Array(values.length);
  const valueRows = column.rows.rows;
  if (valueRows === null) tallyDense(codes, selection, tally);
  else {
    for (let i = 0; i < valueRows.length; i++) if (selection.has(valueRows[i]!)) tally[codes[i]!]!++;
  }
  const counts = new Map<string, number>();
  for (let code = 0; code < tally.length; code++) {
    if (tally[code]! > 0) counts.set(values[code]!, (counts.get(values[code]!) ?? 0) + tally[code]!);
  }
  return counts;
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

function countTexts(column: Column, selection: Bitmap): Map<string, number> {
  const counts = new Map<string, number>();
  for (let row = selection.next(0); row >= 0; row = selection.next(row + 1)) {
    const index = column.rows.indexOf(row);
    if (index < 0) continue;
    const text = column.valueText(index);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return counts;
}
