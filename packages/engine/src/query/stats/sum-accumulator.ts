import type { ResultBatch } from '../pipeline/result-batch.ts';
import type { StatsAccumulator } from '../stats-operator.ts';
import { doubleResult } from './double-result.ts';
import { quantitiesOf, statsFields } from './field-values-of.ts';
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
      const quantities = quantitiesOf(batch, field, rows);
      if (quantities !== null) addQuantities(quantities, rows, groups, sums, counts);
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

  result(group: number): { readonly text: string; readonly isNumber: boolean } {
    return doubleResult(this.toResult(this.sums.get(group), this.counts.get(group)));
  }

  get memoryBytes(): number {
    return this.sums.memoryBytes + this.counts.memoryBytes;
  }
}

/** Loops apart for whole blocks: they are most of the time of `stats by (source) avg(duration_ms)`. */
function addQuantities(
  quantities: Float64Array,
  rows: Uint32Array | null,
  groups: Uint32Array | null,
  sums: Float64Array,
  counts: Float64Array,
): void {
  if (groups !== null && rows === null) {
    for (let row = 0; row < groups.length; row++) {
      const quantity = quantities[row]!;
      // A comparison with itself is the cheapest test for NaN.
      // biome-ignore lint/suspicious/noSelfCompare: see above
      if (quantity !== quantity) continue;
      const group = groups[row]!;
      sums[group]! += quantity;
      counts[group]!++;
    }
    return;
  }
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
