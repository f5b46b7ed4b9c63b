import type { ResultBatch } from '../pipeline/result-batch.ts';
import type { StatsAccumulator, StatsOperator } from '../stats-operator.ts';
import { visitDistinctTexts } from './distinct-texts.ts';
import { DistinctValues, type SavedDistinctValues } from './distinct-values.ts';
import { textReader } from './field-values-of.ts';
import { integerResult } from './row-counter.ts';
import { StoredBatch } from './stored-batch.ts';

export const countUniqStats: StatsOperator<'count_uniq'> = {
  start: ({ fields, limit }) => new UniqCounter(fields, limit),
};

/** Counts the different values of a field that are not empty, or tuples of fields that are not all empty, exactly. */
export class UniqCounter implements StatsAccumulator {
  private readonly fields: readonly string[];
  private readonly values: DistinctValues;

  constructor(fields: readonly string[], limit: number) {
    this.fields = fields;
    this.values = new DistinctValues(limit);
  }

  update(batch: ResultBatch, rows: Uint32Array | null, groups: Uint32Array | null, groupCount: number): void {
    if (!this.values.begin(groupCount)) return;
    if (this.fields.length > 1) {
      this.addTuples(batch, rows, groups);
      return;
    }
    const [field] = this.fields as [string];
    const column = batch instanceof StoredBatch ? batch.column(field) : undefined;
    if (column !== undefined && this.values.addColumn(column, rows, groups)) return;
    visitDistinctTexts(batch, field, rows, groups, groupCount, (group, text) => {
      if (text !== '') this.values.add(group, text);
    });
  }

  private addTuples(batch: ResultBatch, rows: Uint32Array | null, groups: Uint32Array | null): void {
    const readers = this.fields.map((field) => textReader(batch, field));
    const count = rows === null ? batch.rowCount : rows.length;
    for (let i = 0; i < count; i++) {
      let key = '';
      let isEmpty = true;
      for (const textOf of readers) {
        const text = textOf(rows === null ? i : rows[i]!);
        if (text !== '') isEmpty = false;
        key += `${text.length},${text}`;
      }
      if (!isEmpty) this.values.add(groups === null ? 0 : groups[i]!, key);
    }
  }

  merge(other: StatsAccumulator, groups: Uint32Array, groupCount: number): void {
    this.values.merge((other as UniqCounter).values, groups, groupCount);
  }

  save(): unknown {
    return this.values.save();
  }

  load(saved: unknown): void {
    this.values.load(saved as SavedDistinctValues);
  }

  result(group: number): { readonly text: string; readonly isNumber: boolean } {
    return integerResult(this.values.count(group));
  }

  get memoryBytes(): number {
    return this.values.memoryBytes;
  }
}
