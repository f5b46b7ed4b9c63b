import type { ResultBatch } from '../pipeline/result-batch.ts';
import { valueByteLengths } from '../pipeline/row-texts.ts';
import type { StatsAccumulator, StatsOperator } from '../stats-operator.ts';
import { statsFields } from './field-values-of.ts';
import { GroupNumbers } from './group-numbers.ts';
import { integerResult } from './row-counter.ts';
import { StoredBatch } from './stored-batch.ts';

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
      const lengthOf = lengthReader(batch, field, count);
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

function lengthReader(batch: ResultBatch, field: string, asked: number): (row: number) => number {
  const dictionary = batch.dictionary(field);
  if (dictionary !== null) {
    const lengths = dictionary.values.map((value) => Buffer.byteLength(value));
    return (row) => lengths[dictionary.codes[row]!]!;
  }
  const column = batch instanceof StoredBatch ? batch.column(field) : undefined;
  if (column === undefined) {
    const texts = batch.texts(field);
    return (row) => Buffer.byteLength(texts[row]!);
  }
  const lengthOf = valueByteLengths(column, asked);
  return (row) => {
    const index = column.rows.indexOf(row);
    return index < 0 ? 0 : lengthOf(index);
  };
}
