import { formatInstant, instantFromNs } from '../../entry/instant.ts';
import { print, printFilter } from '../../logsql/print.ts';
import type { SyntaxRegistry } from '../../logsql/syntax-registry.ts';
import type { PipeNode, Query, QueryFilterNode } from '../../logsql/syntax-tree.ts';
import type { BindFilter } from '../bound-filter.ts';
import { boundsNsOf } from '../range-seconds.ts';
import { simplifyFilter } from '../simplify-filter.ts';
import { type Exclusion, ExplainedFilter } from './exclusion.ts';
import type { StageFigures } from './probed-stage.ts';
import type { PartReport } from './query-probe.ts';

/** How a query was run, and what each of its steps took. */
export interface QueryExplanation {
  /** The query as the language prints it, with every short form written out. */
  readonly query: string;
  /** Between these times, both inclusive, all rows of the result lie; RFC 3339, null is open. */
  readonly start: string | null;
  readonly end: string | null;
  /**
   * The filters that all rows must pass, in LogsQL, in the order in which a block is put to them: each sees the rows that those
   * before it left. Times are absolute and subqueries are lists of values.
   */
  readonly filters: readonly string[];
  readonly blocks: ExplainedBlocks;
  /** Rows of the blocks that were not skipped, and rows of the result. */
  readonly rows: { readonly considered: number; readonly returned: number };
  /** The filter, then the pipes that were left, in order. */
  readonly steps: readonly ExplainedStep[];
  /** Who did what there was to do on the blocks: one, or several workers side by side. */
  readonly parts: readonly ExplainedPart[];
  /** Milliseconds in all, from beginning to end, planning and queries within the query among them. */
  readonly ms: number;
}

/** Each block of the store is counted once: `total` is the sum of all others. */
export interface ExplainedBlocks {
  readonly total: number;
  /** Blocks of which some column was read. */
  readonly read: number;
  /** Blocks whose directory answered, so that nothing of them was read. */
  readonly answered: number;
  /** Blocks that cannot hold a row of the result, by what told so. */
  readonly skipped: Readonly<Record<Exclusion, number>>;
  /** Blocks that nobody came to, because the result was complete before. */
  readonly unneeded: number;
}

export interface ExplainedStep {
  /** `filter`, or the pipe in LogsQL. */
  readonly step: string;
  /** `columns`: it works on the columns of blocks, on codes and numbers. `rows`: on rows that were made of them. */
  readonly on: 'columns' | 'rows';
  readonly rowsIn: number;
  readonly rowsOut: number;
  /** Milliseconds of the step itself, in all parts together. */
  readonly ms: number;
}

export interface ExplainedPart {
  /** Blocks that it read. */
  readonly read: number;
  /** Rows of the blocks that it did not skip. */
  readonly considered: number;
  /** Milliseconds that it worked. */
  readonly ms: number;
}

/** What was found out about the run of a query. */
export interface ExplainedRun {
  readonly query: Query;
  readonly syntax: SyntaxRegistry;
  /** As it was put to the blocks. */
  readonly filter: QueryFilterNode;
  readonly bind: BindFilter;
  /** The pipes that were left, each with what was measured of it wherever it was done. */
  readonly pipes: readonly { readonly pipe: PipeNode; readonly figures: StageFigures }[];
  readonly parts: readonly PartReport[];
  readonly returned: number;
  readonly ms: number;
}

export function explanationOf(run: ExplainedRun): QueryExplanation {
  const { query, syntax, filter, bind, pipes, parts, returned, ms } = run;
  const { startNs, endNs } = boundsNsOf(filter);
  const considered = sumOf(parts, ({ blocks }) => blocks.rows);
  const filterStep: ExplainedStep = {
    step: 'filter',
    on: 'columns',
    rowsIn: considered,
    rowsOut: pipes[0]?.figures.rowsIn ?? returned,
    ms: sumOf(parts, (part) => part.filterMs),
  };
  return {
    query: print(query, syntax),
    start: timeText(startNs),
    end: timeText(endNs),
    filters: partsOf(new ExplainedFilter(simplifyFilter(filter), bind)).map(({ node }) => printFilter(node, syntax)),
    blocks: blocksOf(parts),
    rows: { considered, returned },
    steps: [filterStep, ...pipes.map(({ pipe, figures }) => stepOf(pipe, figures, syntax))],
    parts: parts.map((part) => ({
      read: part.blocks.read,
      considered: part.blocks.rows,
      ms: part.filterMs + sumOf(part.pipes, (pipe) => pipe.ms),
    })),
    ms,
  };
}

/** The filters that must all pass, the cheapest first. */
function partsOf(filter: ExplainedFilter): readonly ExplainedFilter[] {
  if (filter.node.kind === 'all') return [];
  return filter.node.kind === 'and' ? filter.parts : [filter];
}

function stepOf(
  pipe: PipeNode,
  { rowsIn, rowsOut, ms, blocksIn }: StageFigures,
  syntax: SyntaxRegistry,
): ExplainedStep {
  const text = print({ options: NO_OPTIONS, filter: { kind: 'all' }, pipes: [pipe] }, syntax);
  return { step: text.slice('* | '.length), on: blocksIn > 0 ? 'columns' : 'rows', rowsIn, rowsOut, ms };
}

const NO_OPTIONS = { concurrency: null, ignoreGlobalTimeFilter: null };

function blocksOf(parts: readonly PartReport[]): ExplainedBlocks {
  const sum = (count: (blocks: PartReport['blocks']) => number): number => sumOf(parts, (part) => count(part.blocks));
  const skippedBy = (reason: Exclusion): number => sum(({ excluded }) => excluded[reason]);
  const skipped = {
    time: skippedBy('time') + sum(({ outside }) => outside),
    statistics: skippedBy('statistics'),
    dictionary: skippedBy('dictionary'),
    template: skippedBy('template'),
    bloom: skippedBy('bloom'),
    index: skippedBy('index'),
    other: skippedBy('other'),
  };
  const read = sum((blocks) => blocks.read);
  const answered = sum((blocks) => blocks.answered);
  const unneeded = sum((blocks) => blocks.unneeded);
  const total = Object.values(skipped).reduce((all, count) => all + count, read + answered + unneeded);
  return { total, read, answered, skipped, unneeded };
}

function sumOf<T>(items: readonly T[], count: (item: T) => number): number {
  return items.reduce((sum, item) => sum + count(item), 0);
}

function timeText(ns: bigint | null): string | null {
  const instant = ns === null ? undefined : instantFromNs(ns);
  return instant === undefined ? null : formatInstant(instant);
}
