import type { Column } from '../../columns/column.ts';
import type { Block } from '../../segments/block.ts';
import { fieldNameOf } from '../field-name.ts';
import { shownFields } from '../pipeline/block-batch.ts';
import type { BatchDictionary, ResultBatch } from '../pipeline/result-batch.ts';
import { rowTexts } from '../pipeline/row-texts.ts';
import { isShortestNumber } from '../pipeline/shortest-number.ts';
import { columnOf } from '../time-column.ts';

/**
 * All rows of a block as a batch, in the order in which they are stored: row numbers are those of the block, so that codes
 * and numbers of its columns serve as they are. Stats functions look at the columns themselves where that is cheaper.
 */
export class StoredBatch implements ResultBatch {
  readonly rowCount: number;
  readonly block: Block;
  private readonly columns = new Map<string, Column | undefined>();
  private readonly cachedTexts = new Map<string, readonly string[]>();

  constructor(block: Block) {
    this.block = block;
    this.rowCount = block.rowCount;
  }

  get fieldNames(): readonly string[] {
    return ['_time', ...shownFields(this.block.fieldNames)];
  }

  /** The column of a field; undefined when no row has a value. */
  column(field: string): Column | undefined {
    let column = this.columns.get(field);
    if (column === undefined && !this.columns.has(field)) {
      column = columnOf(this.block, field) ?? columnOf(this.block, fieldNameOf(field));
      this.columns.set(field, column);
    }
    return column;
  }

  texts(field: string): readonly string[] {
    let texts = this.cachedTexts.get(field);
    if (texts === undefined) {
      const column = this.column(field);
      const rows = Uint32Array.from({ length: this.rowCount }, (_, row) => row);
      texts = column === undefined ? Array.from(rows, () => '') : rowTexts(column, rows);
      this.cachedTexts.set(field, texts);
    }
    return texts;
  }

  dictionary(field: string): BatchDictionary | null {
    const column = this.column(field);
    if (column === undefined) return { values: [''], codes: new Uint8Array(this.rowCount) };
    const view = column.dictionary();
    if (view === null || column.rows.rows === null) return view;
    const values = [...view.values, ''];
    const codes = values.length <= 256 ? new Uint8Array(this.rowCount) : new Uint32Array(this.rowCount);
    codes.fill(view.values.length);
    const { rows } = column.rows;
    for (let i = 0; i < rows.length; i++) codes[rows[i]!] = view.codes[i]!;
    return { values, codes };
  }

  numbers(field: string): Float64Array {
    const column = this.column(field);
    if (column === undefined) return new Float64Array(this.rowCount).fill(Number.NaN);
    return spreadNumbers(column, column.numbers());
  }

  isNumber(field: string, row: number): boolean {
    const text = this.column(field)?.text(row) ?? '';
    return isShortestNumber(text) && this.block.typeOf(field, row) === 'number';
  }

  times(): { readonly ms: Float64Array; readonly subMs: Uint32Array | null } {
    return this.block.timeline();
  }
}

/** Numbers by value as numbers by row, NaN where a row has no value; the same array where every row has one. */
export function spreadNumbers(column: Column, numbers: Float64Array): Float64Array {
  const { rows, rowCount } = column.rows;
  if (rows === null) return numbers;
  const spread = new Float64Array(rowCount).fill(Number.NaN);
  for (let i = 0; i < rows.length; i++) spread[rows[i]!] = numbers[i]!;
  return spread;
}
