import type { ResultBatch } from '../pipeline/result-batch.ts';
import type { StatsAccumulator, StatsOperator } from '../stats-operator.ts';
import { fieldsOfRows, textReader } from './field-values-of.ts';
import { GroupTexts, type SavedGroupTexts } from './group-texts.ts';
import { jsonArray } from './json-array.ts';

export const valuesStats: StatsOperator<'values'> = {
  start: ({ fields, limit }) => new ValuesAccumulator(fields, limit),
};

/** Keeps all values, empty ones too, up to a limit for each group. */
class ValuesAccumulator implements StatsAccumulator {
  private readonly texts = new GroupTexts();
  private readonly patterns: readonly string[];
  private readonly limit: number;

  constructor(patterns: readonly string[], limit: number) {
    this.patterns = patterns;
    this.limit = limit;
  }

  update(batch: ResultBatch, rows: Uint32Array | null, groups: Uint32Array | null): void {
    const count = rows === null ? batch.rowCount : rows.length;
    for (const field of fieldsOfRows(batch, this.patterns, rows)) {
      const textOf = textReader(batch, field);
      for (let i = 0; i < count; i++) {
        const group = groups === null ? 0 : groups[i]!;
        if (this.limit > 0 && this.texts.of(group).length >= this.limit) continue;
        this.texts.add(group, textOf(rows === null ? i : rows[i]!));
      }
    }
  }

  merge(other: StatsAccumulator, groups: Uint32Array): void {
    this.texts.merge((other as ValuesAccumulator).texts, groups, this.limit);
  }

  save(): unknown {
    return this.texts.save();
  }

  load(saved: unknown): void {
    this.texts.load(saved as SavedGroupTexts);
  }

  result(group: number): { readonly text: string; readonly isNumber: boolean } {
    return { text: jsonArray(this.texts.of(group)), isNumber: false };
  }

  get memoryBytes(): number {
    return this.texts.memoryBytes;
  }
}
