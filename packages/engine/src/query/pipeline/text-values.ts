import { parseNumber } from '../../columns/number-text.ts';
import type { FieldValues } from './field-values.ts';
import { PickedValues } from './picked-values.ts';
import { isShortestNumber } from './shortest-number.ts';

/** Which values of a field are numbers: none, all that look like one, or those that are marked. */
export type NumberRows = 'none' | 'all' | Uint8Array;

/** Values that a pipe computed, row by row. */
export class TextValues implements FieldValues {
  private readonly values: readonly string[];
  private readonly numberRows: NumberRows;
  private cachedNumbers: Float64Array | null = null;

  /** @param numberRows By row: 1 where the value came from a number. */
  constructor(values: readonly string[], numberRows: NumberRows = 'none') {
    this.values = values;
    this.numberRows = numberRows;
  }

  texts(): readonly string[] {
    return this.values;
  }

  dictionary(): null {
    return null;
  }

  numbers(): Float64Array {
    this.cachedNumbers ??= Float64Array.from(this.values, parseNumber);
    return this.cachedNumbers;
  }

  isNumber(row: number): boolean {
    const { numberRows } = this;
    if (numberRows === 'none' || (numberRows !== 'all' && numberRows[row] !== 1)) return false;
    return isShortestNumber(this.values[row]!);
  }

  pick(rows: Uint32Array): FieldValues {
    return new PickedValues(this, rows);
  }
}
