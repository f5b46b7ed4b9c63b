import type { SortPipe } from '../../logsql/syntax-tree.ts';
import { fieldNameOf } from '../field-name.ts';
import { packRows } from '../pipeline/packed-rows.ts';
import type { PipelineContext, PipeStage, ResultSink, SelectedBlock } from '../pipeline/pipe-operator.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';
import { rowSetOf } from '../pipeline/row-set.ts';
import { rowSetBatch } from '../pipeline/row-set-batch.ts';
import type { QueryContext } from '../query-context.ts';
import type { RowWindow } from '../row-window.ts';
import { firstRows, isBeyond } from '../select-by-time.ts';
import { SortedRuns } from '../sorted-runs.ts';
import { compareTimedRows, TIMED_ROW_BYTES, type TimedRow } from '../timed-row.ts';
import { SortStage, withRank } from './sort-stage.ts';

/**
 * The first or last rows by time. Right behind the filter it visits blocks from the end that the result begins at, and
 * no more of them once the last row of the window is known to come before every row that is left.
 */
export class TimeWindowStage implements PipeStage {
  readonly blockOrder: 'earliest-first' | 'latest-first';
  private readonly node: SortPipe;
  private readonly window: RowWindow;
  private readonly runs: SortedRuns<TimedRow>;
  private readonly context: QueryContext;
  /** Takes over where rows come from other pipes. */
  private readonly general: SortStage;

  constructor(node: SortPipe, context: PipelineContext) {
    const descending = node.by[0]!.descending !== node.descending;
    this.node = node;
    this.context = context.query;
    this.window = { descending, offset: node.offset, end: node.offset + node.limit };
    this.blockOrder = descending ? 'latest-first' : 'earliest-first';
    const compare = descending ? (a: TimedRow, b: TimedRow) => compareTimedRows(b, a) : compareTimedRows;
    this.runs = new SortedRuns<TimedRow>(compare, this.window.end);
    this.general = new SortStage(node, context.query);
  }

  /** Whether a sort is one that this stage can do. */
  static fits({ by, partitionBy, limit }: SortPipe): boolean {
    return by.length === 1 && fieldNameOf(by[0]!.field) === '_time' && partitionBy.length === 0 && limit > 0;
  }

  push(batch: ResultBatch): boolean {
    return this.general.push(batch);
  }

  pushBlock(selected: SelectedBlock): boolean {
    const { descending } = this.window;
    const { block } = selected;
    const bound = this.runs.bound();
    if (bound !== undefined && isBeyond(descending ? block.maxTimeMs : block.minTimeMs, bound.ms, descending))
      return false;
    const run = firstRows(block, selected.rows(), this.window, bound?.ms);
    this.context.reserve(run.length * TIMED_ROW_BYTES);
    this.runs.add(run);
    return true;
  }

  takeState(): unknown {
    const rows = this.runs.finish();
    return rows.length === 0 ? this.general.takeState() : packRows(rowSetBatch(rowSetOf(rows), { withOrder: true }));
  }

  addState(state: unknown): void {
    this.general.addState(state);
  }

  finish(sink: ResultSink): void {
    const rows = this.runs.finish().slice(this.window.offset);
    if (rows.length === 0) this.general.finish(sink);
    else sink.push(withRank(rowSetBatch(rowSetOf(rows)), this.node.rankField, this.window.offset));
  }
}
