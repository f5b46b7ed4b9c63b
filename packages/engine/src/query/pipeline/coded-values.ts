import { parseNumber } from '../../columns/number-text.ts';
import type { FieldValues } from './field-values.ts';
import { pickCodes } from './picked-values.ts';
import type { BatchDictionary } from './result-batch.ts';
import { isShortestNumber } from './shortest-number.ts';

/** Values that a pipe computed once for each distinct text. */
export class CodedValues implements FieldValues {
  private readonly coded: BatchDictionary;
  private readonly areNumbers: boolean;
  private cachedTexts: readonly string[] | null = null;
  private cachedNumbers: Float64Array | null = null;

  /** @param coded The values need not be distinct. */
  constructor(coded: BatchDictionary, areNumbers = false) {
    this.coded = coded;
    this.areNumbers = areNumbers;
  }

  /** The same text in every row. */
  static constant(text: string, rowCount: number, areNumbers = false): CodedValues {
    return new CodedValues({ values: [text], codes: new Uint8Array(rowCount) }, areNumbers);
  }

  texts(): readonly string[] {
    if (this.cachedTexts === null) {
      const { values, codes } = this.coded;
      const texts = new Array<string>(codes.length);
      for (let row = 0; row < codes.length; row++) texts[row] = values[codes[row]!]!;
      this.cachedTexts = texts;
    }
    return this.cachedTexts;
  }

  dictionary(): BatchDictionary {
    return this.coded;
  }

  numbers(): Float64Array {
    if (this.cachedNumbers === null) {
      const { values, codes } = this.coded;
      const byCode = values.map(parseNumber);
      this.cachedNumbers = Float64Array.from(codes, (code) => byCode[code]!);
    }
    return this.cachedNumbers;
  }

  isNumber(row: number): boolean {
    return this.areNumbers && isShortestNumber(this.coded.values[this.coded.codes[row]!]!);
  }

  pick(rows: Uint32Array): FieldValues {
    return new CodedValues(pickCodes(this.coded, rows), this.areNumbers);
  }
}
