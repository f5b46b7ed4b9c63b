import type { FieldTable } from './field-table.ts';
import type { Shape } from './shape.ts';

/** Hostile lines can have a field each. */
const ROWS_MIN = 4;

/** The values of one field of a batch: the row and the byte range of each, rows ascending. */
export class FieldValues {
  rows: Int32Array = new Int32Array(ROWS_MIN);
  starts: Int32Array = new Int32Array(ROWS_MIN);
  ends: Int32Array = new Int32Array(ROWS_MIN);
  count = 0;

  push(row: number, start: number, end: number): void {
    if (this.count === this.rows.length) this.grow();
    this.rows[this.count] = row;
    this.starts[this.count] = start;
    this.ends[this.count++] = end;
  }

  /** Forgets the values of the rows from `rowCount` on. */
  truncate(rowCount: number): void {
    while (this.count > 0 && this.rows[this.count - 1]! >= rowCount) this.count--;
  }

  private grow(): void {
    this.rows = doubled(this.rows);
    this.starts = doubled(this.starts);
    this.ends = doubled(this.ends);
  }
}

function doubled(array: Int32Array): Int32Array {
  const grown = new Int32Array(array.length * 2);
  grown.set(array);
  return grown;
}

/**
 * Rows taken apart by field, in the order of their arrival, without an object or a string per row: values are ranges of
 * `bytes` in UTF-8, escapes resolved.
 */
export interface RowBatch {
  readonly bytes: Uint8Array;
  readonly rowCount: number;
  /** By row: index into `shapes`. */
  readonly shapeIds: Int32Array;
  readonly shapes: readonly Shape[];
  readonly fields: FieldTable;
  /** By field id of `fields`; undefined where no row has the field. */
  readonly columns: readonly (FieldValues | undefined)[];
  /** The ids of the fields that have values, in order of first appearance. */
  readonly fieldIds: readonly number[];
  /** Whole milliseconds (floor) since the Unix epoch and nanoseconds within, by row. */
  readonly timeMs: Float64Array;
  readonly timeSubMs: Int32Array;
  /** How the time was written (`formatTimestamp`), by row; 0 where its text is kept in the field `TIME_TEXT_FIELD`. */
  readonly timeFormats: Int32Array;
}
