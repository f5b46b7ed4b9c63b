import type { Bitmap } from '../bytes/bitmap.ts';
import type { RowIndex } from './row-index.ts';
import type { ValuePredicate } from './value-predicate.ts';

export type EncodingName = 'constant' | 'dictionary' | 'integer' | 'decimal' | 'ipv4' | 'hex' | 'template' | 'text';

/** The distinct values of a column and which of them each value is. */
export interface DictionaryView {
  /** Distinct texts; `values[codes[index]]` is the text of the value at `index`. */
  readonly values: readonly string[];
  /** One code a value, in value order (see `RowIndex`). */
  readonly codes: Uint8Array | Uint16Array | Uint32Array;
}

/**
 * The values of one field in one block. Values are numbered 0 to `rows.count - 1` in row order; `rows` maps rows to
 * values. A row without the field has no value; its text is `''`. No value is the empty text.
 */
export interface Column {
  readonly encoding: EncodingName;
  readonly rows: RowIndex;
  /** The text of a row, `''` where it has none. */
  text(row: number): string;
  /** The text of the value at `index`. */
  valueText(index: number): string;
  /** Takes out of `selection` each row whose text fails `predicate` (rows without a value have the text `''`). */
  narrow(predicate: ValuePredicate, selection: Bitmap): void;
  /**
   * Each value as a number, in value order: NaN where its text is not a decimal number as JSON writes numbers.
   * Computed once and kept.
   */
  numbers(): Float64Array;
  /** The distinct values, where the encoding has them at no cost; else null. */
  dictionary(): DictionaryView | null;
  /** An estimate of the memory that the decoded column holds, in bytes. */
  readonly memoryBytes: number;
}
