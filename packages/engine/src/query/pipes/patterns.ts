import type { Column } from '../../columns/column.ts';
import { formatInstant } from '../../entry/instant.ts';
import type { PatternsPipe } from '../../logsql/syntax-tree.ts';
import type { Block } from '../../segments/block.ts';
import { type Pattern, PatternCounter } from '../patterns/pattern-counter.ts';
import type { SeenRows } from '../patterns/seen-row.ts';
import { FieldBatch } from '../pipeline/field-batch.ts';
import type { FieldValues } from '../pipeline/field-values.ts';
import { NumberValues } from '../pipeline/number-values.ts';
import type { PipelineContext, PipeOperator, PipeStage, ResultSink, SelectedBlock } from '../pipeline/pipe-operator.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';
import { TextValues } from '../pipeline/text-values.ts';
import { storedField } from '../stored-field.ts';
import { columnOf } from '../time-column.ts';

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

  takeState(): unknown {
    const examples = new ExampleTexts(this.node.field);
    return this.counter.found.map((pattern): CountedPattern => {
      const seen = this.counter.seenRowsOf(pattern);
      const example = examples.of(pattern, seen);
      return { text: pattern.text, count: pattern.count, seen: seen === null ? null : withoutBlocks(seen), example };
    });
  }

  addState(state: unknown): void {
    for (const { text, count, seen, example } of state as readonly CountedPattern[]) {
      this.counter.addCounted(text, count, seen, example);
    }
  }

  finish(sink: ResultSink): void {
    const patterns = this.counter.found.sort(comparePatterns);
    const total = patterns.reduce((sum, { count }) => sum + count, 0);
    const end = this.node.limit === 0 ? patterns.length : Math.min(this.node.limit, patterns.length);
    const examples = new ExampleTexts(this.node.field);
    for (let start = 0; start < end; ) {
      this.context.query.check();
      const next = Math.min(end, start + (start === 0 ? FIRST_ROWS : OUTPUT_ROWS));
      if (!sink.push(this.batchOf(patterns.slice(start, next), total, examples))) return;
      start = next;
    }
  }

  private batchOf(patterns: readonly Pattern[], total: number, examples: ExampleTexts): FieldBatch {
    const seen = patterns.map((pattern) => this.counter.seenRowsOf(pattern));
    const first = seen.map((rows) => (rows === null ? '' : formatInstant(rows.first)));
    const last = seen.map((rows, i) =>
      rows === null ? '' : rows.first === rows.last ? first[i]! : formatInstant(rows.last),
    );
    const fields = new Map<string, FieldValues>([
      ['pattern', new TextValues(patterns.map(({ text }) => text))],
      ['count', new NumberValues(Float64Array.from(patterns, ({ count }) => count))],
      ['share', new NumberValues(Float64Array.from(patterns, ({ count }) => count / total))],
      ['first_seen', new TextValues(first)],
      ['last_seen', new TextValues(last)],
      ['example', new TextValues(examples.ofAll(patterns, seen))],
    ]);
    return new FieldBatch(patterns.length, fields);
  }
}

interface CountedPattern {
  readonly text: string;
  readonly count: number;
  readonly seen: SeenRows | null;
  readonly example: string;
}

function withoutBlocks({ first, last }: SeenRows): SeenRows {
  return { first: { ...first, block: null }, last: { ...last, block: null } };
}

/** Reads the text of the earliest row of patterns; of each block the column is looked up once. */
class ExampleTexts {
  private readonly field: string;
  private readonly columns = new Map<Block, Column | undefined>();

  constructor(field: string) {
    this.field = field;
  }

  /** Block by block and row by row, for what is near in memory is read quickest. */
  ofAll(patterns: readonly Pattern[], seen: readonly (SeenRows | null)[]): string[] {
    const texts = new Array<string>(patterns.length).fill('');
    const order = patterns.map((_, i) => i).sort((a, b) => compareRows(seen[a]!, seen[b]!));
    for (const i of order) texts[i] = this.of(patterns[i]!, seen[i]!);
    return texts;
  }

  of(pattern: Pattern, seen: SeenRows | null): string {
    const block = seen?.first.block ?? null;
    if (seen === null || block === null) return pattern.example;
    if (!this.columns.has(block)) this.columns.set(block, columnOf(block, storedField(block, this.field)));
    return this.columns.get(block)?.text(seen.first.row) ?? '';
  }
}

function compareRows(a: SeenRows | null, b: SeenRows | null): number {
  if (a === null || b === null) return Number(b === null) - Number(a === null);
  const [first, second] = [a.first, b.first];
  if (first.block === second.block) return first.row - second.row;
  return (first.block?.minTimeMs ?? 0) - (second.block?.minTimeMs ?? 0);
}

function comparePatterns(a: Pattern, b: Pattern): number {
  return b.count - a.count || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0);
}
