import { Bitmap } from '../../bytes/bitmap.ts';
import type { StatsEntry } from '../../logsql/syntax-tree.ts';
import type { BoundFilter } from '../bound-filter.ts';
import { bindCondition } from '../pipeline/batch-filter.ts';
import type { PipelineContext } from '../pipeline/pipe-operator.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';
import { simplifyFilter } from '../simplify-filter.ts';
import type { StatsAccumulator, StatsContext } from '../stats-operator.ts';
import { startStats } from '../stats-operators.ts';
import { StoredBatch } from './stored-batch.ts';

/** A function of a `stats` pipe at work, with its condition. */
export class RunningEntry {
  readonly accumulator: StatsAccumulator;
  readonly resultField: string;
  private readonly startAccumulator: () => StatsAccumulator;
  /** Null where there is no condition. */
  private readonly blockCondition: BoundFilter | null;
  private readonly batchCondition: (batch: ResultBatch) => Bitmap | null;

  constructor(entry: StatsEntry, context: PipelineContext, statsContext: StatsContext) {
    const { condition } = entry;
    this.startAccumulator = () => startStats(entry.function, statsContext, context.customStats);
    this.accumulator = this.startAccumulator();
    this.resultField = entry.resultField;
    this.batchCondition = bindCondition(condition, context);
    this.blockCondition = condition === null ? null : context.bindFilter(simplifyFilter(context.resolve(condition)));
  }

  /** Takes over what the same entry saved elsewhere; its group `i` is `groups[i]` here. */
  mergeSaved(saved: unknown, groups: Uint32Array, groupCount: number): void {
    const other = this.startAccumulator();
    other.load(saved);
    this.accumulator.merge(other, groups, groupCount);
  }

  /** Whether only the number of rows counts, all of them. */
  get countsRows(): boolean {
    return this.blockCondition === null && this.accumulator.countRows !== undefined;
  }

  /** Takes up those of the rows that meet the condition; `groups` as for `StatsAccumulator.update`. */
  update(batch: ResultBatch, rows: Uint32Array | null, groups: Uint32Array | null, groupCount: number): void {
    const passing = batch instanceof StoredBatch ? this.selectStored(batch, rows) : this.batchCondition(batch);
    if (passing === null) {
      this.accumulator.update(batch, rows, groups, groupCount);
      return;
    }
    const kept = rowsIn(passing, rows, groups);
    this.accumulator.update(batch, kept.rows, kept.groups, groupCount);
  }

  /** Filters of stored rows use the encodings of their columns. */
  private selectStored({ block }: StoredBatch, rows: Uint32Array | null): Bitmap | null {
    if (this.blockCondition === null) return null;
    const selection = rows === null ? Bitmap.full(block.rowCount) : Bitmap.of(block.rowCount, rows);
    if (!selection.isEmpty()) this.blockCondition.apply(block, selection);
    return selection;
  }
}

/** The rows that are in a set, with their groups. */
function rowsIn(
  set: Bitmap,
  rows: Uint32Array | null,
  groups: Uint32Array | null,
): { rows: Uint32Array; groups: Uint32Array | null } {
  const count = rows === null ? set.size : rows.length;
  const kept = new Uint32Array(count);
  const keptGroups = groups === null ? null : new Uint32Array(count);
  let at = 0;
  for (let i = 0; i < count; i++) {
    const row = rows === null ? i : rows[i]!;
    if (!set.has(row)) continue;
    kept[at] = row;
    if (keptGroups !== null) keptGroups[at] = groups![i]!;
    at++;
  }
  return { rows: kept.subarray(0, at), groups: keptGroups?.subarray(0, at) ?? null };
}
