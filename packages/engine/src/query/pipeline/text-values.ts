import { parseNumber } from '../../columns/number-text.ts';
import type { FieldValues } from './field-values.ts';
import { PickedValues } from './picked-values.ts';
import { isShortestNumber } from './shortest-number.ts';

/** Which values of a field are numbers: none, all that look like one, or those that are marked. */
export type NumberRows = 'none' | 'all' | Uint8Array;

/** Values that a pipe computed, row by row. */
export class TextValues implements FieldValues {
  private readonly made: readonly string[] | (() => readonly string[]);
  private cachedTexts: readonly string[] | null = null;
  private readonly numberRows: NumberRows;
  private cachedNumbers: Float64Array | null = null;

  /**
   * @param values Or what makes them, which is called when they are first asked for.
   * @param numberRows By row: 1 where the value came from a number.
   */
  constructor(values: readonly string[] | (() => readonly string[]), numberRows: NumberRows = 'none') {
    this.made = values;
    this.numberRows = numberRows;
  }

  texts(): readonly string[] {
    this.cachedTexts ??= typeof this.made === 'function' ? this.made() : this.made;
    return this.cachedTexts;
  }

  dictionary(): null {
    return null;
  }

  numbers(): Float64Array {
    this.cachedNumbers ??= Float64Array.from(this.texts(), parseNumber);
    return this.cachedNumbers;
  }

  isNumber(row: number): boolean {
    const { numberRows } = this;
    if (numberRows === 'none' || (numberRows !== 'all' && numberRows[row] !== 1)) return false;
    return isShortestNumber(this.texts()[row]!);
  }

  pick(rows: Uint32Array): FieldValues {
    return new PickedValues(this, rows);
  }
}
