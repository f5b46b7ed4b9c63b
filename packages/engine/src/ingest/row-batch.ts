import { FieldDictionary } from './field-dictionary.ts';
import type { FieldTable } from './field-table.ts';
import type { Shape } from './shape.ts';

/** Hostile lines can have a field each, so that a field begins with little memory, a part of what many fields share. */
const ROWS_MIN = 4;
const SHARED_VALUES = 4096;
let shared = new Int32Array(0);

/** Room for the first values of a field. */
function firstRoom(): Int32Array {
  if (shared.length < ROWS_MIN) shared = new Int32Array(SHARED_VALUES);
  const room = shared.subarray(0, ROWS_MIN);
  shared = shared.subarray(ROWS_MIN);
  return room;
}

/** A field that had fewer values in the batch before is not worth a dictionary. */
const CODED_VALUES_MIN = 256;
/** After as many batches whose values did not fit its dictionary a field is given none any more. */
const DICTIONARY_FAILURES_MAX = 4;
const NO_CODES = new Uint16Array(0);

/** The values of one field of a batch: the row and the byte range of each, rows ascending. */
export class FieldValues {
  rows: Int32Array = firstRoom();
  starts: Int32Array = firstRoom();
  ends: Int32Array = firstRoom();
  count = 0;
  /** Where not null: `codes` has the code of each value in it. */
  dictionary: FieldDictionary | null = null;
  codes: Uint16Array = NO_CODES;
  private spareDictionary: FieldDictionary | null = null;
  private failures = 0;

  /** Begins a batch. The one before tells whether the field is worth a dictionary. */
  begin(): void {
    const isCoded = this.count >= CODED_VALUES_MIN && this.failures < DICTIONARY_FAILURES_MAX;
    this.count = 0;
    this.dictionary = null;
    if (!isCoded) return;
    this.spareDictionary ??= new FieldDictionary();
    this.spareDictionary.trim();
    this.dictionary = this.spareDictionary;
    if (this.codes.length !== this.rows.length) this.codes = new Uint16Array(this.rows.length);
  }

  /** Adds a value: the bytes `[start, end)` of `source`. */
  push(row: number, source: DataView, start: number, end: number): void {
    if (this.count === this.rows.length) this.grow();
    if (this.dictionary !== null) this.encode(this.dictionary, source, start, end);
    this.rows[this.count] = row;
    this.starts[this.count] = start;
    this.ends[this.count++] = end;
  }

  /** Forgets the values of the rows from `rowCount` on. */
  truncate(rowCount: number): void {
    while (this.count > 0 && this.rows[this.count - 1]! >= rowCount) this.count--;
  }

  private encode(dictionary: FieldDictionary, source: DataView, start: number, end: number): void {
    const code = dictionary.codeOf(source, start, end);
    if (code >= 0) {
      this.codes[this.count] = code;
      return;
    }
    this.dictionary = null;
    this.failures++;
  }

  private grow(): void {
    this.rows = doubled(this.rows);
    this.starts = doubled(this.starts);
    this.ends = doubled(this.ends);
    if (this.dictionary === null) return;
    const codes = new Uint16Array(this.rows.length);
    codes.set(this.codes);
    this.codes = codes;
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
