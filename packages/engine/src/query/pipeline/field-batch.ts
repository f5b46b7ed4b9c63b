import { fieldNameOf } from '../field-name.ts';
import { CodedValues } from './coded-values.ts';
import type { FieldValues } from './field-values.ts';
import { PickedValues } from './picked-values.ts';
import type { BatchDictionary, ResultBatch } from './result-batch.ts';
import type { RowOrder } from './row-order.ts';
import { TimeValues } from './time-values.ts';

/** A batch as its fields, each on its own: a pipe takes most of them over and exchanges a few. */
export class FieldBatch implements ResultBatch {
  readonly rowCount: number;
  /** In the order in which they are shown. */
  readonly fields: ReadonlyMap<string, FieldValues>;

  readonly hasAliases: boolean;
  /** Where the rows come from; only where somebody asked for it, and kept by pipes that work row by row. */
  readonly order: RowOrder | null;

  /**
   * @param hasAliases Whether `message` is `_msg`, and so on, where no field has that name: so it is of stored rows, as long as no pipe
   *   makes fields.
   */
  constructor(
    rowCount: number,
    fields: ReadonlyMap<string, FieldValues>,
    hasAliases: boolean = false,
    order: RowOrder | null = null,
  ) {
    this.rowCount = rowCount;
    this.fields = fields;
    this.hasAliases = hasAliases;
    this.order = order;
  }

  /** Any batch as its fields. */
  static of(batch: ResultBatch): FieldBatch {
    if (batch instanceof FieldBatch) return batch;
    const times = batch.times();
    const fields = new Map<string, FieldValues>();
    for (const name of batch.fieldNames) {
      const isTime = name === '_time' && times !== null;
      fields.set(name, isTime ? new TimeValues(times.ms, times.subMs) : new ForeignValues(batch, name));
    }
    return new FieldBatch(batch.rowCount, fields);
  }

  get fieldNames(): readonly string[] {
    return [...this.fields.keys()];
  }

  /** The values of a field; empty texts where the batch has it not. */
  values(field: string): FieldValues {
    return this.find(field) ?? CodedValues.constant('', this.rowCount);
  }

  private find(field: string): FieldValues | undefined {
    const found = this.fields.get(field);
    if (!this.hasAliases) return found;
    return found ?? this.fields.get(fieldNameOf(field));
  }

  texts(field: string): readonly string[] {
    return this.values(field).texts();
  }

  dictionary(field: string): BatchDictionary | null {
    return this.values(field).dictionary();
  }

  numbers(field: string): Float64Array {
    return this.values(field).numbers();
  }

  isNumber(field: string, row: number): boolean {
    return this.find(field)?.isNumber(row) ?? false;
  }

  times(): { readonly ms: Float64Array; readonly subMs: Uint32Array | null } | null {
    const times = this.fields.get('_time');
    return times instanceof TimeValues ? times : null;
  }

  /** The same rows with some fields set; new ones stand last. */
  with(set: Iterable<readonly [string, FieldValues]>): FieldBatch {
    const fields = new Map(this.fields);
    for (const [name, values] of set) fields.set(name, values);
    return new FieldBatch(this.rowCount, fields, false, this.order);
  }

  /** Some of the rows, in the order given. */
  pick(rows: Uint32Array): FieldBatch {
    const fields = new Map<string, FieldValues>();
    for (const [name, values] of this.fields) fields.set(name, values.pick(rows));
    return new FieldBatch(rows.length, fields, this.hasAliases, this.order?.pick(rows) ?? null);
  }

  /** The same rows with these of their fields. */
  keep(fields: ReadonlyMap<string, FieldValues>): FieldBatch {
    return new FieldBatch(this.rowCount, fields, this.hasAliases, this.order);
  }

  /** The rows `[start, end)`. */
  slice(start: number, end: number): FieldBatch {
    if (start === 0 && end >= this.rowCount) return this;
    const rows = new Uint32Array(Math.max(0, Math.min(end, this.rowCount) - start));
    for (let i = 0; i < rows.length; i++) rows[i] = start + i;
    return this.pick(rows);
  }
}

/** A field of a batch of another make. */
class ForeignValues implements FieldValues {
  private readonly batch: ResultBatch;
  private readonly field: string;

  constructor(batch: ResultBatch, field: string) {
    this.batch = batch;
    this.field = field;
  }

  texts(): readonly string[] {
    return this.batch.texts(this.field);
  }

  dictionary(): BatchDictionary | null {
    return this.batch.dictionary(this.field);
  }

  numbers(): Float64Array {
    return this.batch.numbers(this.field);
  }

  isNumber(row: number): boolean {
    return this.batch.isNumber(this.field, row);
  }

  pick(rows: Uint32Array): FieldValues {
    return new PickedValues(this, rows);
  }
}
