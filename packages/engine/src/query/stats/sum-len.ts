import type { ResultBatch } from '../pipeline/result-batch.ts';
import type { StatsAccumulator, StatsOperator } from '../stats-operator.ts';
import { statsFields, textReader } from './field-values-of.ts';
import { GroupNumbers } from './group-numbers.ts';
import { integerResult } from './row-counter.ts';

export const sumLenStats: StatsOperator<'sum_len'> = {
  start: ({ fields }) => new LengthAccumulator(fields),
};

/** Adds up the lengths of the values of some fields, in bytes of UTF-8. */
class LengthAccumulator implements StatsAccumulator {
  private readonly sums = new GroupNumbers();
  private readonly patterns: readonly string[];

  constructor(patterns: readonly string[]) {
    this.patterns = patterns;
  }

  update(batch: ResultBatch, rows: Uint32Array | null, groups: Uint32Array | null, groupCount: number): void {
    const sums = this.sums.grow(groupCount);
    const count = rows === null ? batch.rowCount : rows.length;
    for (const field of statsFields(batch, this.patterns)) {
      const lengthOf = lengthReader(batch, field);
      for (let i = 0; i < count; i++) {
        sums[groups === null ? 0 : groups[i]!]! += lengthOf(rows === null ? i : rows[i]!);
      }
    }
  }

  merge(other: StatsAccumulator, groups: Uint32Array, groupCount: number): void {
    const sums = this.sums.grow(groupCount);
    const added = (other as LengthAccumulator).sums;
    for (let i = 0; i < groups.length; i++) sums[groups[i]!]! += added.get(i);
  }

  save(): unknown {
    return this.sums.values;
  }

  load(saved: unknown): void {
    this.sums.values = saved as Float64Array;
  }

  result(group: number): { readonly text: string; readonly isNumber: boolean } {
    return integerResult(this.sums.get(group));
  }

  get memoryBytes(): number {
    return this.sums.memoryBytes;
  }
}

function lengthReader(batch: ResultBatch, field: string): (row: number) => number {
  const dictionary = batch.dictionary(field);
  if (dictionary !== null) {
    const lengths = dictionary.values.map((value) => Buffer.byteLength(value));
    return (row) => lengths[dictionary.codes[row]!]!;
  }
  const textOf = textReader(batch, field);
  return (row) => Buffer.byteLength(textOf(row));
}
