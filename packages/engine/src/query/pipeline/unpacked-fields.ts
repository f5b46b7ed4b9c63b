import { parseNumber } from '../../columns/number-text.ts';
import type { FieldBatch } from './field-batch.ts';
import type { FieldValues } from './field-values.ts';
import { PickedValues } from './picked-values.ts';
import { isShortestNumber } from './shortest-number.ts';

export interface UnpackOptions {
  /** A value that is not empty stays. */
  readonly keepOriginalFields: boolean;
  /** An empty result leaves the value as it was. */
  readonly skipEmptyResults: boolean;
}

/** Fields that a pipe makes for some rows of a batch; other rows keep what they have. */
export class UnpackedFields {
  private readonly batch: FieldBatch;
  private readonly options: UnpackOptions;
  private readonly fields = new Map<string, UnpackedValues>();

  constructor(batch: FieldBatch, options: UnpackOptions) {
    this.batch = batch;
    this.options = options;
  }

  /** Sets a field of a row; of several times the last counts. */
  set(row: number, name: string, text: string, isNumber: boolean): void {
    let values = this.fields.get(name);
    if (values === undefined) {
      values = new UnpackedValues(this.batch, name);
      this.fields.set(name, values);
    }
    if (this.options.keepOriginalFields && values.original(row) !== '') return;
    if (this.options.skipEmptyResults && text === '' && values.original(row) !== '') return;
    values.set(row, text, isNumber);
  }

  /** The batch with these fields. */
  finish(): FieldBatch {
    return this.batch.with(this.fields);
  }
}

const ORIGINAL = 0;
const TEXT = 1;
const NUMBER = 2;

class UnpackedValues implements FieldValues {
  private readonly before: FieldValues | null;
  private readonly values: string[];
  /** By row: what the value is. */
  private readonly kinds: Uint8Array;
  private cachedNumbers: Float64Array | null = null;

  constructor(batch: FieldBatch, name: string) {
    this.before = batch.fields.get(name) ?? null;
    this.values = this.before === null ? new Array<string>(batch.rowCount).fill('') : [...this.before.texts()];
    this.kinds = new Uint8Array(batch.rowCount);
  }

  original(row: number): string {
    return this.before === null ? '' : this.before.texts()[row]!;
  }

  set(row: number, text: string, isNumber: boolean): void {
    this.values[row] = text;
    this.kinds[row] = isNumber ? NUMBER : TEXT;
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
    const kind = this.kinds[row];
    if (kind === ORIGINAL) return this.before?.isNumber(row) ?? false;
    return kind === NUMBER && isShortestNumber(this.values[row]!);
  }

  pick(rows: Uint32Array): FieldValues {
    return new PickedValues(this, rows);
  }
}
