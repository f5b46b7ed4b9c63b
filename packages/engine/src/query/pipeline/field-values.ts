import type { Bitmap } from '../../bytes/bitmap.ts';
import type { BatchDictionary } from './result-batch.ts';

/** The values of one field in the rows of a batch. Each member is computed when it is first asked for, and kept. */
export interface FieldValues {
  /** As `ResultBatch.texts`. */
  texts(): readonly string[];
  /** As `ResultBatch.dictionary`. */
  dictionary(): BatchDictionary | null;
  /** As `ResultBatch.numbers`. */
  numbers(): Float64Array;
  /** Whether every value is a decimal number, so that rows without a number have no value; without the member that is not known. */
  hasOnlyNumbers?(): boolean;
  /** By row: how many bytes of UTF-8 the text has, where that is told without making texts. */
  byteLengths?(): Float64Array;
  /** As `ResultBatch.isNumber`. */
  isNumber(row: number): boolean;
  /** The rows that have a value, in any order, where they are few and known; else null: every row may have one. */
  presentRows?(): Uint32Array | null;
  /** The rows whose text may begin with an ASCII character, where that is told without making texts; else null. */
  mayStartWith?(character: string): Bitmap | null;
  /** The values of some of the rows, in the order given. */
  pick(rows: Uint32Array): FieldValues;
}
