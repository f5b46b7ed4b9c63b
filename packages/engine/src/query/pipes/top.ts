import { compareUtf8 } from '../../bytes/utf8-order.ts';
import type { TopPipe } from '../../logsql/syntax-tree.ts';
import { HitCounter, type SavedHits } from '../pipeline/hit-counter.ts';
import type { PipeOperator, PipeStage, ResultSink, SelectedBlock } from '../pipeline/pipe-operator.ts';
import { pushRows } from '../pipeline/push-rows.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';
import { topEntries } from '../pipeline/top-entries.ts';
import type { QueryContext } from '../query-context.ts';
import { compareSizedTexts } from '../sized-text-order.ts';

export const topPipe: PipeOperator<'top'> = {
  order: 'ignored',
  partial: 'state',
  start: (node, context) => new TopStage(node, context.query),
};

class TopStage implements PipeStage {
  private readonly node: TopPipe;
  private readonly hits: HitCounter;
  private readonly context: QueryContext;

  constructor(node: TopPipe, context: QueryContext) {
    this.node = node;
    this.context = context;
    this.hits = new HitCounter(node.by, context);
  }

  push(batch: ResultBatch): boolean {
    this.context.check();
    this.hits.addBatch(batch);
    return true;
  }

  pushBlock(block: SelectedBlock): boolean {
    this.hits.addBlock(block);
    return true;
  }

  takeState(): unknown {
    return this.hits.save();
  }

  addState(state: unknown): void {
    this.hits.merge(state as SavedHits);
  }

  /** Equal hits stand in the order of their values; of several fields, shorter values come first, as of the reference. */
  finish(sink: ResultSink): void {
    const { by, hitsField, rankField, limit } = this.node;
    const fields = [...by, hitsField, ...(rankField === null ? [] : [rankField])];
    const top = topEntries(this.hits.keys(), this.hits.counts(), limit, (a, b) => this.compareKeys(a, b));
    const rows = top.map(([key, hits], rank) => [...this.hits.valuesOf(key), hits, rank + 1]);
    pushRows(fields, rows, sink);
  }

  private compareKeys(a: string, b: string): number {
    const [textsA, textsB] = [this.hits.textsOf(a), this.hits.textsOf(b)];
    return textsA.length === 1 ? compareUtf8(textsA[0]!, textsB[0]!) : compareSizedTexts(textsA, textsB);
  }
}
