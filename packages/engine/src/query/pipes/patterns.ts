import { compareUtf8 } from '../../bytes/utf8-order.ts';
import { formatInstant } from '../../entry/instant.ts';
import type { PatternsPipe } from '../../logsql/syntax-tree.ts';
import { type Pattern, PatternCounter, type SeenRow } from '../patterns/pattern-counter.ts';
import { showTemplate } from '../patterns/template-of-text.ts';
import type { PipelineContext, PipeOperator, PipeStage, ResultSink, SelectedBlock } from '../pipeline/pipe-operator.ts';
import { type MadeRow, pushRows } from '../pipeline/push-rows.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';

export const patternsPipe: PipeOperator<'patterns'> = {
  order: 'ignored',
  start: (node, context) => new PatternsStage(node, context),
};

const FIELDS = ['pattern', 'count', 'share', 'first_seen', 'last_seen', 'example'];

/** The most frequent patterns first; equal counts in the order of the patterns. `share` is of all rows with the field. */
class PatternsStage implements PipeStage {
  private readonly node: PatternsPipe;
  private readonly context: PipelineContext;
  private readonly counter: PatternCounter;

  constructor(node: PatternsPipe, context: PipelineContext) {
    this.node = node;
    this.context = context;
    this.counter = new PatternCounter(node.field, context.query);
  }

  push(batch: ResultBatch): boolean {
    this.context.query.check();
    this.counter.addBatch(batch);
    return true;
  }

  pushBlock(selected: SelectedBlock): boolean {
    this.counter.addBlock(selected.block, selected.isWhole ? null : selected.rows());
    return true;
  }

  finish(sink: ResultSink): void {
    const patterns = [...this.counter.patterns.values()].sort((a, b) => b.count - a.count || compareUtf8(a.key, b.key));
    const total = patterns.reduce((sum, { count }) => sum + count, 0);
    const { limit } = this.node;
    pushRows(FIELDS, this.rows(limit === 0 ? patterns : patterns.slice(0, limit), total), sink);
  }

  private *rows(patterns: readonly Pattern[], total: number): Iterable<MadeRow> {
    for (const pattern of patterns) {
      const { key, count, first, last } = pattern;
      yield [showTemplate(key), count, count / total, timeOf(first), timeOf(last), exampleOf(pattern, this.node.field)];
    }
  }
}

function timeOf(row: SeenRow | null): string {
  return row === null ? '' : formatInstant(row);
}

/** The text of the earliest row. */
function exampleOf({ first, example }: Pattern, field: string): string {
  return first?.block?.column(field)?.text(first.row) ?? example;
}
