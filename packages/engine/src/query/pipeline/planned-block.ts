import type { Bitmap } from '../../bytes/bitmap.ts';
import type { Block } from '../../segments/block.ts';
import type { QueryPlan } from '../query-plan.ts';
import { compareTimedRows, timedRows } from '../timed-row.ts';
import { blockBatch } from './block-batch.ts';
import type { FieldBatch } from './field-batch.ts';
import type { SelectedBlock } from './pipe-operator.ts';

/** Below one selected row in this many, sorting the selected rows is cheaper than walking all rows in time order. */
const SPARSE_SHARE = 16;

function allRows(count: number): Uint32Array {
  const rows = new Uint32Array(count);
  for (let row = 0; row < count; row++) rows[row] = row;
  return rows;
}

/** A block under the filter of a query. */
export class PlannedBlock implements SelectedBlock {
  readonly block: Block;
  private readonly plan: QueryPlan;
  private cachedIsWhole: boolean | null = null;
  private cachedRows: Bitmap | null = null;
  private cachedBatch: FieldBatch | null = null;

  constructor(block: Block, plan: QueryPlan) {
    this.block = block;
    this.plan = plan;
  }

  get isWhole(): boolean {
    this.cachedIsWhole ??= this.plan.coversAll(this.block);
    return this.cachedIsWhole;
  }

  count(): number | undefined {
    if (this.cachedRows !== null) return this.cachedRows.count();
    return this.block.deleted === null ? this.plan.filter.count(this.block) : undefined;
  }

  rows(): Bitmap {
    this.cachedRows ??= this.plan.select(this.block);
    return this.cachedRows;
  }

  batch(): FieldBatch {
    this.cachedBatch ??= blockBatch(
      this.block,
      this.isWhole ? allRows(this.block.rowCount) : Uint32Array.from(this.rows().toArray()),
    );
    return this.cachedBatch;
  }

  /** The passing rows in (time, sequence) order. */
  rowsInOrder(): Uint32Array {
    const { block } = this;
    if (this.isWhole) return block.timeline().order;
    const selection = this.rows();
    const count = selection.count();
    if (count * SPARSE_SHARE < block.rowCount) {
      const rows = timedRows(block, selection.toArray()).sort(compareTimedRows);
      return Uint32Array.from(rows, ({ row }) => row);
    }
    const rows = new Uint32Array(count);
    let at = 0;
    for (const row of block.timeline().order) if (selection.has(row)) rows[at++] = row;
    return rows;
  }
}
