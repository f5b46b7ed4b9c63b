import type { ResultBatch } from './pipeline/result-batch.ts';

/**
 * One stats function over all groups of a query: states are kept by group number, 0 to `groupCount - 1`.
 * States merge, so that blocks, threads and machines can work apart.
 */
export interface StatsAccumulator {
  /** Takes rows up: row `rows[i]` of the batch belongs to group `groups[i]`. `groups` is null when all belong to group 0. */
  update(batch: ResultBatch, rows: Uint32Array | null, groups: Uint32Array | null, groupCount: number): void;
  /** Takes over the states of another accumulator of the same function; its group `i` is `groups[i]` here. */
  merge(other: StatsAccumulator, groups: Uint32Array, groupCount: number): void;
  /** The result of a group: text as LogsQL prints it, and whether it is a number. */
  result(group: number): { readonly text: string; readonly isNumber: boolean };
  /** The memory that the states hold, in bytes, an estimate. */
  readonly memoryBytes: number;
}
