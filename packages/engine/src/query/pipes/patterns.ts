import { formatInstant } from '../../entry/instant.ts';
import type { PatternsPipe } from '../../logsql/syntax-tree.ts';
import { type Pattern, PatternCounter } from '../patterns/pattern-counter.ts';
import type { SeenRows } from '../patterns/seen-row.ts';
import type { PipelineContext, PipeOperator, PipeStage, ResultSink, SelectedBlock } from '../pipeline/pipe-operator.ts';
import { type MadeRow, pushRows } from '../pipeline/push-rows.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';

export const patternsPipe: PipeOperator<'patterns'> = {
  order: 'ignored',
  start: (node, context) => new PatternsStage(node, context),
};

const FIELDS = ['pattern', 'count', 'share', 'first_seen', 'last_seen', 'example'];

/**
 * The most frequent patterns first; equal counts in the order of the patterns by UTF-16 code unit. `share` is of all rows
 * with the field.
 */
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
    const patterns = this.counter.found.sort(comparePatterns);
    const total = patterns.reduce((sum, { count }) => sum + count, 0);
    const { limit } = this.node;
    pushRows(FIELDS, this.rows(limit === 0 ? patterns : patterns.slice(0, limit), total), sink);
  }

  private *rows(patterns: readonly Pattern[], total: number): Iterable<MadeRow> {
    for (const [index, pattern] of patterns.entries()) {
      if (index % ROWS_BETWEEN_CHECKS === 0) this.context.query.check();
      const { text, count } = pattern;
      const seen = this.counter.seenRowsOf(pattern);
      const first = seen === null ? '' : formatInstant(seen.first);
      const last = seen === null ? '' : seen.first === seen.last ? first : formatInstant(seen.last);
      yield [text, count, count / total, first, last, exampleOf(pattern, seen, this.node.field)];
    }
  }
}

const ROWS_BETWEEN_CHECKS = 1024;

/** The text of the earliest row. */
function exampleOf({ example }: Pattern, seen: SeenRows | null, field: string): string {
  return seen?.first.block?.column(field)?.text(seen.first.row) ?? example;
}

function comparePatterns(a: Pattern, b: Pattern): number {
  return b.count - a.count || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0);
}
