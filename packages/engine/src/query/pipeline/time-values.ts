import { formatInstants } from '../../entry/instant-texts.ts';
import type { FieldValues } from './field-values.ts';

/** Times of rows, which become texts only when they are shown or compared as such. */
export class TimeValues implements FieldValues {
  /** Whole milliseconds since the Unix epoch (floor), by row. */
  readonly ms: Float64Array;
  /** Nanoseconds within the millisecond, by row; null when all are 0. */
  readonly subMs: Uint32Array | null;
  private cachedTexts: readonly string[] | null = null;

  constructor(ms: Float64Array, subMs: Uint32Array | null) {
    this.ms = ms;
    this.subMs = subMs;
  }

  texts(): readonly string[] {
    this.cachedTexts ??= formatInstants(this.ms, this.subMs);
    return this.cachedTexts;
  }

  dictionary(): null {
    return null;
  }

  /** No text of a time is a number. */
  numbers(): Float64Array {
    return new Float64Array(this.ms.length).fill(Number.NaN);
  }

  isNumber(): boolean {
    return false;
  }

  pick(rows: Uint32Array): TimeValues {
    const { subMs } = this;
    const ms = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) ms[i] = this.ms[rows[i]!]!;
    return new TimeValues(ms, subMs === null ? null : rows.map((row) => subMs[row]!));
  }
}
