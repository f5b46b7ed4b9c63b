import type { ResultBatch } from '../pipeline/result-batch.ts';
import type { StatsAccumulator, StatsOperator } from '../stats-operator.ts';
import { GroupTexts, type SavedGroupTexts } from './group-texts.ts';
import { jsonArray, rowWriter } from './json-array.ts';

export const jsonValuesStats: StatsOperator<'json_values'> = {
  start: ({ fields, limit }) => new JsonValuesAccumulator(fields, limit),
};

/** Keeps rows as JSON, their fields sorted by name, up to a limit for each group. */
class JsonValuesAccumulator implements StatsAccumulator {
  private readonly texts = new GroupTexts();
  private readonly patterns: readonly string[];
  private readonly limit: number;

  constructor(patterns: readonly string[], limit: number) {
    this.patterns = patterns;
    this.limit = limit;
  }

  update(batch: ResultBatch, rows: Uint32Array | null, groups: Uint32Array | null): void {
    const count = rows === null ? batch.rowCount : rows.length;
    let write: ((row: number) => string) | null = null;
    for (let i = 0; i < count; i++) {
      const group = groups === null ? 0 : groups[i]!;
      if (this.limit > 0 && this.texts.of(group).length >= this.limit) continue;
      write ??= rowWriter(batch, this.patterns, true);
      this.texts.add(group, write(rows === null ? i : rows[i]!));
    }
  }

  merge(other: StatsAccumulator, groups: Uint32Array): void {
    this.texts.merge((other as JsonValuesAccumulator).texts, groups, this.limit);
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
