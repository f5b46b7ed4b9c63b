import type { FieldValues } from './field-values.ts';
import { PickedValues } from './picked-values.ts';

/** Lists made of other values. They are JSON arrays to those who ask for texts. */
export class ListValues implements FieldValues {
  private readonly source: FieldValues;
  private readonly listOf: (text: string) => readonly string[];
  private cachedTexts: readonly string[] | null = null;

  constructor(source: FieldValues, listOf: (text: string) => readonly string[]) {
    this.source = source;
    this.listOf = listOf;
  }

  /** By row. Made at each call. */
  lists(): (readonly string[])[] {
    return this.source.texts().map((text) => this.listOf(text));
  }

  texts(): readonly string[] {
    this.cachedTexts ??= this.source.texts().map((text) => JSON.stringify(this.listOf(text)));
    return this.cachedTexts;
  }

  dictionary(): null {
    return null;
  }

  /** No text of a list is a number. */
  numbers(): Float64Array {
    return new Float64Array(this.source.texts().length).fill(Number.NaN);
  }

  isNumber(): boolean {
    return false;
  }

  pick(rows: Uint32Array): FieldValues {
    return this.cachedTexts === null
      ? new ListValues(this.source.pick(rows), this.listOf)
      : new PickedValues(this, rows);
  }
}
