import { formatInstant, instantFromNs } from '../../entry/instant.ts';
import { print, printFilter } from '../../logsql/print.ts';
import type { SyntaxRegistry } from '../../logsql/syntax-registry.ts';
import type { PipeNode, Query } from '../../logsql/syntax-tree.ts';
import { chainOf, type Feed, feedStages } from '../pipeline/feed-stages.ts';
import { mergeQuery } from '../pipeline/merge-pipes.ts';
import { startPipe } from '../pipeline/query-operators.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';
import { ResultCollector } from '../pipeline/result-collector.ts';
import { RunContext } from '../pipeline/run-context.ts';
import { type QueryRun, runQuery } from '../pipeline/run-query.ts';
import { boundsNsOf } from '../range-seconds.ts';
import { streamFieldsOf, withStreamFields } from '../stream-source.ts';
import type { Exclusion, ExplainedFilter } from './exclusion.ts';
import { ProbedPlan, type VisitedBlocks } from './probed-plan.ts';
import { probeStage, type StageFigures } from './probed-stage.ts';
import { StepClock } from './step-clock.ts';

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
  /** Milliseconds in all, planning and queries within the query among them. */
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
  /** Milliseconds of the step itself. */
  readonly ms: number;
}

/**
 * Runs a query and tells how.
 * @param now Milliseconds since any fixed point.
 * @param limit After so many rows of the result nothing more is done.
 * @throws as `runQuery`
 */
export function explainQuery(
  query: Query,
  run: QueryRun & { readonly syntax: SyntaxRegistry; readonly limit: number; readonly now: () => number },
): QueryExplanation {
  const { operators, syntax, now } = run;
  const startedMs = now();
  const clock = new StepClock(now);
  const { filter, pipes } = mergeQuery(query);
  const streamFields = streamFieldsOf(pipes, run.streamFields);
  const context = new RunContext(query, run, (inner) => batchesOf(inner, { ...run, streamFields }));
  const resolved = context.resolveRows(filter);
  const source = withStreamFields(run.source, streamFields);
  const plan = new ProbedPlan(resolved, context.bindFilter, clock);
  const figures = pipes.map((): StageFigures => ({ rowsIn: 0, rowsOut: 0, ms: 0, blocksIn: 0 }));
  const stages = pipes.map((pipe, i) => probeStage(startPipe(pipe, operators, context), figures[i]!, clock));
  const end = new ResultCollector();
  const { returned, isCut } = drive({ ...run, source, plan, pipes, stages, end }, end, run.limit, clock);
  const { startNs, endNs } = boundsNsOf(resolved);
  const visited = plan.visited(source, isCut);
  const passed = figures[0]?.rowsIn ?? returned;
  const filterStep: ExplainedStep = {
    step: 'filter',
    on: 'columns',
    rowsIn: visited.rows,
    rowsOut: passed,
    ms: plan.figures.ms,
  };
  return {
    query: print(query, syntax),
    start: timeText(startNs),
    end: timeText(endNs),
    filters: partsOf(plan.explained).map(({ node }) => printFilter(node, syntax)),
    blocks: blocksOf(visited),
    rows: { considered: visited.rows, returned },
    steps: [filterStep, ...pipes.map((pipe, i) => stepOf(pipe, figures[i]!, syntax))],
    ms: now() - startedMs,
  };
}

/** Runs the stages as `runQuery` does, and counts the rows that come out. */
function drive(
  feed: Feed & { readonly plan: ProbedPlan },
  end: ResultCollector,
  limit: number,
  clock: StepClock,
): { readonly returned: number; readonly isCut: boolean } {
  const chain = chainOf(feed);
  const steps = feedStages(feed, chain)[Symbol.iterator]();
  let returned = 0;
  const takeRows = (): boolean => {
    for (const { rowCount } of end.take()) returned = Math.min(limit, returned + rowCount);
    return returned < limit;
  };
  let isCut = false;
  while (!isCut) {
    const { done, value: wantsMore } = clock.measure(feed.plan.figures, () => steps.next());
    if (done === true) break;
    isCut = !takeRows() || !wantsMore;
  }
  steps.return?.();
  if (returned < limit) {
    chain?.finish();
    takeRows();
  }
  return { returned, isCut };
}

function* batchesOf(query: Query, run: QueryRun): Iterable<ResultBatch> {
  for (const batches of runQuery(query, run)) yield* batches;
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

function blocksOf({ read, answered, excluded, outside, unneeded }: VisitedBlocks): ExplainedBlocks {
  const skipped = { ...excluded, time: excluded.time + outside };
  const total = Object.values(skipped).reduce((sum, count) => sum + count, read + answered + unneeded);
  return { total, read, answered, skipped, unneeded };
}

function timeText(ns: bigint | null): string | null {
  const instant = ns === null ? undefined : instantFromNs(ns);
  return instant === undefined ? null : formatInstant(instant);
}
