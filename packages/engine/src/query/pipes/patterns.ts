import { formatInstants } from '../../entry/instant-texts.ts';
import type { PatternsPipe } from '../../logsql/syntax-tree.ts';
import { exampleTexts } from '../patterns/example-texts.ts';
import { type Pattern, PatternCounter } from '../patterns/pattern-counter.ts';
import type { SeenPatterns } from '../patterns/seen-patterns.ts';
import { FieldBatch } from '../pipeline/field-batch.ts';
import type { FieldValues } from '../pipeline/field-values.ts';
import { NumberValues } from '../pipeline/number-values.ts';
import type { PipelineContext, PipeOperator, PipeStage, ResultSink, SelectedBlock } from '../pipeline/pipe-operator.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';
import { TextValues } from '../pipeline/text-values.ts';

export const patternsPipe: PipeOperator<'patterns'> = {
  order: 'ignored',
  partial: 'state',
  start: (node, context) => new PatternsStage(node, context),
};

/** Patterns that are handed on first: often no more are wanted. */
const FIRST_ROWS = 256;
/** Patterns that are handed on at once after that. Together, their examples are read block by block. */
const OUTPUT_ROWS = 8192;

/**
 * The most frequent patterns first; equal counts in the order of the patterns by UTF-16 code unit. `share` is of all rows
 * with the field; `first_seen`, `last_seen` and `example`, which is the earliest row, are of the rows that passed.
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

  takeState(): PatternsState {
    const patterns = this.counter.found();
    const seen = this.counter.seen(patterns);
    const examples = this.examples(patterns, seen);
    const { firstMs, firstSubMs, lastMs, lastSubMs } = seen;
    return {
      texts: patterns.map(({ text }) => text),
      counts: Float64Array.from(patterns, ({ count }) => count),
      ...{ firstMs, firstSubMs, lastMs, lastSubMs, examples },
    };
  }

  addState(state: unknown): void {
    const { texts, counts, firstMs, firstSubMs, lastMs, lastSubMs, examples } = state as PatternsState;
    texts.forEach((text, i) => {
      const row = { block: null, row: 0 };
      const first = { ms: firstMs[i]!, subMs: firstSubMs[i]!, ...row };
      const last = { ms: lastMs[i]!, subMs: lastSubMs[i]!, ...row };
      this.counter.addCounted(text, counts[i]!, Number.isNaN(first.ms) ? null : { first, last }, examples[i]!);
    });
  }

  finish(sink: ResultSink): void {
    const patterns = this.counter.found().sort((a, b) => b.count - a.count);
    const total = patterns.reduce((sum, { count }) => sum + count, 0);
    const end = this.node.limit === 0 ? patterns.length : Math.min(this.node.limit, patterns.length);
    for (let start = 0; start < end; ) {
      this.context.query.check();
      const next = Math.min(end, start + (start === 0 ? FIRST_ROWS : OUTPUT_ROWS));
      if (!sink.push(this.batchOf(patterns.slice(start, next), total))) return;
      start = next;
    }
  }

  /** Blocks are read for the fields that somebody asks for. */
  private batchOf(patterns: readonly Pattern[], total: number): FieldBatch {
    let cached: SeenPatterns | undefined;
    const seen = (): SeenPatterns => {
      cached ??= this.counter.seen(patterns);
      return cached;
    };
    const fields = new Map<string, FieldValues>([
      ['pattern', new TextValues(patterns.map(({ text }) => text))],
      ['count', new NumberValues(Float64Array.from(patterns, ({ count }) => count))],
      ['share', new NumberValues(Float64Array.from(patterns, ({ count }) => count / total))],
      ['first_seen', new TextValues(() => formatInstants(seen().firstMs, seen().firstSubMs))],
      ['last_seen', new TextValues(() => formatInstants(seen().lastMs, seen().lastSubMs))],
      ['example', new TextValues(() => this.examples(patterns, seen()))],
    ]);
    return new FieldBatch(patterns.length, fields);
  }

  /** The text of the earliest row of each pattern. */
  private examples(patterns: readonly Pattern[], { blocks, rows }: SeenPatterns): string[] {
    const others = patterns.map(({ example }) => example);
    return exampleTexts(this.node.field, blocks, rows, others);
  }
}

/** What a stage has counted, by pattern; NaN where no row has a time. */
interface PatternsState {
  readonly texts: readonly string[];
  readonly counts: Float64Array;
  readonly firstMs: Float64Array;
  readonly firstSubMs: Uint32Array;
  readonly lastMs: Float64Array;
  readonly lastSubMs: Uint32Array;
  readonly examples: readonly string[];
}
