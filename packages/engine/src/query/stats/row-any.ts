import type { ResultBatch } from '../pipeline/result-batch.ts';
import type { StatsAccumulator, StatsOperator } from '../stats-operator.ts';
import { TEXT_BYTES } from './group-texts.ts';
import { rowWriter } from './json-array.ts';

export const rowAnyStats: StatsOperator<'row_any'> = {
  start: ({ fields }) => new RowAnyAccumulator(fields),
};

/** Keeps the first row of each group that it meets; its fields are shown by name. */
class RowAnyAccumulator implements StatsAccumulator {
  private readonly patterns: readonly string[];
  private rows: (string | undefined)[] = [];
  private bytes = 0;

  constructor(patterns: readonly string[]) {
    this.patterns = patterns;
  }

  update(batch: ResultBatch, rows: Uint32Array | null, groups: Uint32Array | null): void {
    const count = groups === null ? Math.min(1, rows === null ? batch.rowCount : rows.length) : groups.length;
    let write: ((row: number) => string) | null = null;
    for (let i = 0; i < count; i++) {
      const group = groups === null ? 0 : groups[i]!;
      if (this.rows[group] !== undefined) continue;
      write ??= rowWriter(batch, this.patterns, true);
      this.keep(group, write(rows === null ? i : rows[i]!));
    }
  }

  private keep(group: number, row: string): void {
    this.rows[group] = row;
    this.bytes += row.length + TEXT_BYTES;
  }

  merge(other: StatsAccumulator, groups: Uint32Array): void {
    (other as RowAnyAccumulator).rows.forEach((row, group) => {
      const target = groups[group]!;
      if (row !== undefined && this.rows[target] === undefined) this.keep(target, row);
    });
  }

  save(): unknown {
    return this.rows;
  }

  load(saved: unknown): void {
    this.rows = saved as typeof this.rows;
    this.bytes = this.rows.reduce((bytes, row) => bytes + (row === undefined ? 0 : row.length + TEXT_BYTES), 0);
  }

  result(group: number): { readonly text: string; readonly isNumber: boolean } {
    return { text: this.rows[group] ?? '{}', isNumber: false };
  }

  get memoryBytes(): number {
    return this.bytes;
  }
}
