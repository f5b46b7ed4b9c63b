import type { ResultBatch } from '../pipeline/result-batch.ts';
import type { StatsAccumulator } from '../stats-operator.ts';
import { GroupNumbers } from './group-numbers.ts';

/** Counts all rows of each group. */
export class RowCounter implements StatsAccumulator {
  private readonly counts = new GroupNumbers();
  private readonly print: (count: number) => { readonly text: string; readonly isNumber: boolean };

  constructor(print: (count: number) => { readonly text: string; readonly isNumber: boolean } = integerResult) {
    this.print = print;
  }

  update(batch: ResultBatch, rows: Uint32Array | null, groups: Uint32Array | null, groupCount: number): void {
    const counts = this.counts.grow(groupCount);
    if (groups === null) counts[0]! += rows === null ? batch.rowCount : rows.length;
    else for (let i = 0; i < groups.length; i++) counts[groups[i]!]!++;
  }

  countRows(group: number, rowCount: number, groupCount: number): void {
    this.counts.grow(groupCount)[group]! += rowCount;
  }

  merge(other: StatsAccumulator, groups: Uint32Array, groupCount: number): void {
    const counts = this.counts.grow(groupCount);
    const added = (other as RowCounter).counts;
    for (let i = 0; i < groups.length; i++) counts[groups[i]!]! += added.get(i);
  }

  save(): unknown {
    return this.counts.values;
  }

  load(saved: unknown): void {
    this.counts.values = saved as Float64Array;
  }

  result(group: number): { readonly text: string; readonly isNumber: boolean } {
    return this.print(this.counts.get(group));
  }

  get memoryBytes(): number {
    return this.counts.memoryBytes;
  }
}

export function integerResult(count: number): { readonly text: string; readonly isNumber: boolean } {
  return { text: String(count), isNumber: true };
}
