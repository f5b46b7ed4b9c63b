import type { Bitmap } from '../bytes/bitmap.ts';
import type { Block } from '../segments/block.ts';
import { columnOf } from './time-column.ts';

/** One field of a block as small numbers, so that combinations of fields can be counted without their texts. */
export interface RowCodes {
  /** By row, for the selected rows: an index into `values`. */
  readonly codes: Uint32Array;
  /** `values[0]` is `''`, the text of rows without the field. */
  readonly values: readonly string[];
}

/** The codes of a field in the selected rows of a block; those of other rows mean nothing. */
export function rowCodesOf(block: Block, field: string, selection: Bitmap): RowCodes {
  const codes = new Uint32Array(block.rowCount);
  const column = columnOf(block, field);
  if (column === undefined) return { codes, values: [''] };
  const dictionary = column.dictionary();
  if (dictionary !== null) {
    for (let i = 0; i < dictionary.codes.length; i++) codes[column.rows.rowAt(i)] = dictionary.codes[i]! + 1;
    return { codes, values: ['', ...dictionary.values] };
  }
  const values = [''];
  const known = new Map([['', 0]]);
  for (let row = selection.next(0); row >= 0; row = selection.next(row + 1)) {
    const text = column.text(row);
    let code = known.get(text);
    if (code === undefined) {
      code = values.push(text) - 1;
      known.set(text, code);
    }
    codes[row] = code;
  }
  return { codes, values };
}
