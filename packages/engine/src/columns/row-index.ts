import { Bitmap } from '../bytes/bitmap.ts';

/**
 * Which rows of a block have a value in a column. Rows are numbered 0 to `rowCount - 1`, values 0 to `count - 1` in
 * row order. A sparse column costs what it holds: its rows are listed, not mapped.
 */
export class RowIndex {
  readonly rowCount: number;
  readonly count: number;
  /** The row of each value, ascending; null when every row has a value. */
  readonly rows: Uint32Array | null;
  private map: Int32Array | null = null;

  private constructor(rowCount: number, rows: Uint32Array | null) {
    this.rowCount = rowCount;
    this.rows = rows;
    this.count = rows === null ? rowCount : rows.length;
  }

  /** Every row has a value. */
  static dense(rowCount: number): RowIndex {
    return new RowIndex(rowCount, null);
  }

  /** The rows listed, ascending, have a value. */
  static of(rowCount: number, rows: Uint32Array): RowIndex {
    return new RowIndex(rowCount, rows.length === rowCount ? null : rows);
  }

  rowAt(index: number): number {
    return this.rows === null ? index : this.rows[index]!;
  }

  /** The value of a row, or -1. */
  indexOf(row: number): number {
    const { rows } = this;
    if (rows === null) return row;
    if (rows.length * 16 < this.rowCount) return binarySearch(rows, row);
    this.map ??= this.buildMap(rows);
    return this.map[row]!;
  }

  /** The rows that have a value. */
  presence(): Bitmap {
    if (this.rows === null) return Bitmap.full(this.rowCount);
    const bitmap = new Bitmap(this.rowCount);
    for (let i = 0; i < this.rows.length; i++) bitmap.set(this.rows[i]!);
    return bitmap;
  }

  private buildMap(rows: Uint32Array): Int32Array {
    const map = new Int32Array(this.rowCount).fill(-1);
    for (let i = 0; i < rows.length; i++) map[rows[i]!] = i;
    return map;
  }
}

function binarySearch(rows: Uint32Array, row: number): number {
  let low = 0;
  let high = rows.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = rows[middle]!;
    if (found === row) return middle;
    if (found < row) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
