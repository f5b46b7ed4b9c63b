import type { StatsFunctionNode } from '../logsql/stats-function-node.ts';
import type { NodeOf } from '../logsql/syntax-tree.ts';
import type { ResultBatch } from './pipeline/result-batch.ts';

/**
 * One stats function over all groups of a query: states are kept by group number, 0 to `groupCount - 1`.
 * States merge, so that blocks, threads and machines can work apart.
 */
export interface StatsAccumulator {
  /** Takes rows up: row `rows[i]` of the batch belongs to group `groups[i]`. `groups` is null when all belong to group 0, `rows` when all rows are meant. */
  update(batch: ResultBatch, rows: Uint32Array | null, groups: Uint32Array | null, groupCount: number): void;
  /** Takes up rows of a group of which only the number counts. Absent where more than that counts. */
  countRows?(group: number, rowCount: number, groupCount: number): void;
  /** Takes over the states of another accumulator of the same function; its group `i` is `groups[i]` here. */
  merge(other: StatsAccumulator, groups: Uint32Array, groupCount: number): void;
  /** The states as plain data, for another thread; the accumulator is used no more. */
  save(): unknown;
  /** Takes over what another accumulator of the same function saved; this one is new. */
  load(saved: unknown): void;
  /** The result of a group: text as LogsQL prints it, and whether it is a number. A group without rows has one as well. */
  result(group: number): { readonly text: string; readonly isNumber: boolean };
  /** The memory that the states hold, in bytes, an estimate. */
  readonly memoryBytes: number;
}

/** What a stats function may ask of the query it runs in. */
export interface StatsContext {
  /** The length of the time that the query selects; null if it is open at an end. */
  readonly rangeSeconds: number | null;
}

/** Execution of one stats function. */
export interface StatsOperator<Kind extends StatsFunctionNode['kind']> {
  /** False where states cannot be merged: all rows go through one accumulator. True unless given. */
  readonly merges?: boolean;
  start(node: NodeOf<StatsFunctionNode, Kind>, context: StatsContext): StatsAccumulator;
}
