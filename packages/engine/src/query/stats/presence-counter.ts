import type { ResultBatch } from '../pipeline/result-batch.ts';
import type { StatsAccumulator } from '../stats-operator.ts';
import { statsFields, textReader } from './field-values-of.ts';
import { GroupNumbers } from './group-numbers.ts';
import { integerResult } from './row-counter.ts';
import { StoredBatch } from './stored-batch.ts';

/** Counts the rows of each group in which at least one of some fields has a value, or none has. */
export class PresenceCounter implements StatsAccumulator {
  private readonly counts = new GroupNumbers();
  private readonly patterns: readonly string[];
  private readonly present: boolean;

  constructor(patterns: readonly string[], present: boolean) {
    this.patterns = patterns;
    this.present = present;
  }

  update(batch: ResultBatch, rows: Uint32Array | null, groups: Uint32Array | null, groupCount: number): void {
    const counts = this.counts.grow(groupCount);
    const marks = new Uint8Array(batch.rowCount);
    for (const field of statsFields(batch, this.patterns)) markPresent(batch, field, rows, marks);
    const wanted = this.present ? 1 : 0;
    const count = rows === null ? batch.rowCount : rows.length;
    for (let i = 0; i < count; i++) {
      if (marks[rows === null ? i : rows[i]!] === wanted) counts[groups === null ? 0 : groups[i]!]!++;
    }
  }

  merge(other: StatsAccumulator, groups: Uint32Array, groupCount: number): void {
    const counts = this.counts.grow(groupCount);
    const added = (other as PresenceCounter).counts;
    for (let i = 0; i < groups.length; i++) counts[groups[i]!]! += added.get(i);
  }

  save(): unknown {
    return this.counts.values;
  }

  load(saved: unknown): void {
    this.counts.values = saved as Float64Array;
  }

  result(group: number): { readonly text: string; readonly isNumber: boolean } {
    return integerResult(this.counts.get(group));
  }

  get memoryBytes(): number {
    return this.counts.memoryBytes;
  }
}

/** Sets the marks of the rows that have a value of the field; only those of `rows` count. */
function markPresent(batch: ResultBatch, field: string, rows: Uint32Array | null, marks: Uint8Array): void {
  if (batch instanceof StoredBatch) {
    const column = batch.column(field);
    if (column === undefined) return;
    const valueRows = column.rows.rows;
    if (valueRows === null) marks.fill(1);
    else for (let i = 0; i < valueRows.length; i++) marks[valueRows[i]!] = 1;
    return;
  }
  if (field === '_time' && batch.times() !== null) {
    marks.fill(1);
    return;
  }
  const textOf = textReader(batch, field);
  const count = rows === null ? batch.rowCount : rows.length;
  for (let i = 0; i < count; i++) {
    const row = rows === null ? i : rows[i]!;
    if (textOf(row) !== '') marks[row] = 1;
  }
}
