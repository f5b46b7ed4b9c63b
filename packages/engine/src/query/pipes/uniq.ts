import type { UniqPipe } from '../../logsql/syntax-tree.ts';
import { HitCounter, type SavedHits } from '../pipeline/hit-counter.ts';
import type { PipelineContext, PipeOperator, PipeStage, ResultSink, SelectedBlock } from '../pipeline/pipe-operator.ts';
import { type MadeRow, pushRows } from '../pipeline/push-rows.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';
import type { QueryContext } from '../query-context.ts';

export const uniqPipe: PipeOperator<'uniq'> = {
  order: 'ignored',
  partial: 'state',
  start: startUniq,
};

export function startUniq(node: Omit<UniqPipe, 'kind'>, context: PipelineContext): PipeStage {
  return new UniqStage(node, context.query);
}

/** With a limit it stops when there are more values; which of them are shown is not determined, and their hits are 0. */
class UniqStage implements PipeStage {
  private readonly node: Omit<UniqPipe, 'kind'>;
  private readonly hits: HitCounter;
  private readonly context: QueryContext;

  constructor(node: Omit<UniqPipe, 'kind'>, context: QueryContext) {
    this.node = node;
    this.context = context;
    this.hits = new HitCounter(node.by, context);
  }

  push(batch: ResultBatch): boolean {
    this.context.check();
    this.hits.addBatch(batch);
    return !this.isOver();
  }

  pushBlock(block: SelectedBlock): boolean {
    this.hits.addBlock(block);
    return !this.isOver();
  }

  takeState(): unknown {
    return this.hits.save();
  }

  addState(state: unknown): void {
    this.hits.merge(state as SavedHits);
  }

  private isOver(): boolean {
    return this.node.limit > 0 && this.hits.size > this.node.limit;
  }

  finish(sink: ResultSink): void {
    const { by, hitsField } = this.node;
    pushRows(hitsField === null ? by : [...by, hitsField], this.rows(), sink);
  }

  private *rows(): Iterable<MadeRow> {
    const { limit } = this.node;
    const isOver = this.isOver();
    let left = limit === 0 ? Number.POSITIVE_INFINITY : limit;
    const counts = this.hits.counts();
    let at = 0;
    for (const key of this.hits.keys()) {
      if (left-- <= 0) return;
      yield [...this.hits.valuesOf(key), isOver ? 0 : counts[at++]!];
    }
  }
}
