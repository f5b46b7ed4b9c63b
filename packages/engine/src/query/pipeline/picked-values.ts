import type { FieldValues } from './field-values.ts';
import type { BatchDictionary } from './result-batch.ts';

/** Some rows of other values. */
export class PickedValues implements FieldValues {
  private readonly source: FieldValues;
  private readonly rows: Uint32Array;
  private cachedTexts: readonly string[] | null = null;
  private cachedDictionary: BatchDictionary | null | undefined;
  private cachedNumbers: Float64Array | null = null;

  constructor(source: FieldValues, rows: Uint32Array) {
    this.source = source;
    this.rows = rows;
  }

  texts(): readonly string[] {
    if (this.cachedTexts === null) {
      const texts = this.source.texts();
      this.cachedTexts = Array.from(this.rows, (row) => texts[row]!);
    }
    return this.cachedTexts;
  }

  dictionary(): BatchDictionary | null {
    if (this.cachedDictionary === undefined) {
      const dictionary = this.source.dictionary();
      this.cachedDictionary = dictionary === null ? null : pickCodes(dictionary, this.rows);
    }
    return this.cachedDictionary;
  }

  numbers(): Float64Array {
    if (this.cachedNumbers === null) {
      const numbers = this.source.numbers();
      this.cachedNumbers = Float64Array.from(this.rows, (row) => numbers[row]!);
    }
    return this.cachedNumbers;
  }

  isNumber(row: number): boolean {
    return this.source.isNumber(this.rows[row]!);
  }

  pick(rows: Uint32Array): FieldValues {
    return new PickedValues(
      this.source,
      rows.map((row) => this.rows[row]!),
    );
  }
}

/** The dictionary of some rows; values that none of them has stay in it. */
export function pickCodes(dictionary: BatchDictionary, rows: Uint32Array): BatchDictionary {
  const { codes } = dictionary;
  const picked =
    codes instanceof Uint8Array
      ? new Uint8Array(rows.length)
      : codes instanceof Uint16Array
        ? new Uint16Array(rows.length)
        : new Uint32Array(rows.length);
  for (let i = 0; i < rows.length; i++) picked[i] = codes[rows[i]!]!;
  return { values: dictionary.values, codes: picked };
}
