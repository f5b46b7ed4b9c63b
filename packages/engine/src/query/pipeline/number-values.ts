import type { FieldValues } from './field-values.ts';
import { PickedValues } from './picked-values.ts';

/** Finite numbers that a pipe computed, row by row. They become texts only when they are asked for as such. */
export class NumberValues implements FieldValues {
  private readonly values: Float64Array;
  private cachedTexts: readonly string[] | null = null;

  constructor(values: Float64Array) {
    this.values = values;
  }

  texts(): readonly string[] {
    this.cachedTexts ??= Array.from(this.values, String);
    return this.cachedTexts;
  }

  dictionary(): null {
    return null;
  }

  numbers(): Float64Array {
    return this.values;
  }

  isNumber(): boolean {
    return true;
  }

  pick(rows: Uint32Array): FieldValues {
    return this.cachedTexts === null
      ? new NumberValues(Float64Array.from(rows, (row) => this.values[row]!))
      : new PickedValues(this, rows);
  }
}
