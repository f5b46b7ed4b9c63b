import { formatDouble } from '../number-format.ts';
import type { FieldValues } from './field-values.ts';
import { PickedValues } from './picked-values.ts';
import { isShortestNumber } from './shortest-number.ts';

/** Numbers that a pipe computed, row by row; as texts `NaN`, `+Inf` and `-0` among them. Texts are made only when they are asked for. */
export class NumberValues implements FieldValues {
  private readonly values: Float64Array;
  private cachedTexts: readonly string[] | null = null;
  private cachedFinite: boolean | null = null;

  constructor(values: Float64Array) {
    this.values = values;
  }

  get areFinite(): boolean {
    this.cachedFinite ??= this.values.every(Number.isFinite);
    return this.cachedFinite;
  }

  /** Whether a zero is negative: else equal numbers have equal texts. */
  get hasNegativeZero(): boolean {
    return this.values.some((value) => Object.is(value, -0));
  }

  texts(): readonly string[] {
    this.cachedTexts ??= Array.from(this.values, numberText);
    return this.cachedTexts;
  }

  dictionary(): null {
    return null;
  }

  hasOnlyNumbers(): boolean {
    return this.areFinite;
  }

  numbers(): Float64Array {
    return this.values;
  }

  isNumber(row: number): boolean {
    return isShortestNumber(numberText(this.values[row]!));
  }

  pick(rows: Uint32Array): FieldValues {
    return this.cachedTexts === null
      ? new NumberValues(Float64Array.from(rows, (row) => this.values[row]!))
      : new PickedValues(this, rows);
  }
}

/** The text of a number; other than `formatDouble` it tells zeros apart. */
export function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : formatDouble(value);
}
