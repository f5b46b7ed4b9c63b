import type { Column } from '../../columns/column.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';
import type { StatsAccumulator } from '../stats-operator.ts';
import { doubleResult } from './double-result.ts';
import { numberColumnOf, quantitiesOf, statsFields } from './field-values-of.ts';
import { GroupNumbers } from './group-numbers.ts';

/** Makes the result of a sum over so many numbers. */
export type SumResult = (sum: number, count: number) => number;

/** Adds up the numbers in some fields of each group; other values are passed over. */
export class SumAccumulator implements StatsAccumulator {
  private readonly sums = new GroupNumbers();
  private readonly counts = new GroupNumbers();
  private readonly patterns: readonly string[];
  private readonly toResult: SumResult;

  constructor(patterns: readonly string[], toResult: SumResult) {
    this.patterns = patterns;
    this.toResult = toResult;
  }

  update(batch: ResultBatch, rows: Uint32Array | null, groups: Uint32Array | null, groupCount: number): void {
    const sums = this.sums.grow(groupCount);
    const counts = this.counts.grow(groupCount);
    for (const field of statsFields(batch, this.patterns)) {
      const column = rows === null ? numberColumnOf(batch, field) : null;
      const quantities = column === null ? quantitiesOf(batch, field, rows) : null;
      if (column !== null) addColumn(column, groups, sums, counts);
      else if (quantities !== null) addQuantities(quantities, rows, groups, sums, counts);
    }
  }

  merge(other: StatsAccumulator, groups: Uint32Array, groupCount: number): void {
    const sums = this.sums.grow(groupCount);
    const counts = this.counts.grow(groupCount);
    const added = other as SumAccumulator;
    for (let i = 0; i < groups.length; i++) {
      sums[groups[i]!]! += added.sums.get(i);
      counts[groups[i]!]! += added.counts.get(i);
    }
  }

  save(): unknown {
    return { sums: this.sums.values, counts: this.counts.values };
  }

  load(saved: unknown): void {
    const { sums, counts } = saved as Record<'sums' | 'counts', Float64Array>;
    this.sums.values = sums;
    this.counts.values = counts;
  }

  result(group: number): { readonly text: string; readonly isNumber: boolean } {
    return doubleResult(this.toResult(this.sums.get(group), this.counts.get(group)));
  }

  get memoryBytes(): number {
    return this.sums.memoryBytes + this.counts.memoryBytes;
  }
}

/** Of a whole block the values are walked, not the rows: this is most of the time of `stats by (source) avg(duration_ms)`. */
function addColumn(column: Column, groups: Uint32Array | null, sums: Float64Array, counts: Float64Array): void {
  const numbers = column.numbers();
  const { rows } = column.rows;
  for (let i = 0; i < numbers.length; i++) {
    const group = groups === null ? 0 : groups[rows === null ? i : rows[i]!]!;
    sums[group]! += numbers[i]!;
    counts[group]!++;
  }
}

function addQuantities(
  quantities: Float64Array,
  rows: Uint32Array | null,
  groups: Uint32Array | null,
  sums: Float64Array,
  counts: Float64Array,
): void {
  const rowCount = rows === null ? quantities.length : rows.length;
  for (let i = 0; i < rowCount; i++) {
    const quantity = quantities[rows === null ? i : rows[i]!]!;
    if (Number.isNaN(quantity)) continue;
    const group = groups === null ? 0 : groups[i]!;
    sums[group]! += quantity;
    counts[group]!++;
  }
}

export function sumOrNaN(sum: number, count: number): number {
  return count === 0 ? Number.NaN : sum;
}
