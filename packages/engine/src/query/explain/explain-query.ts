import type { SyntaxRegistry } from '../../logsql/syntax-registry.ts';
import type { Query } from '../../logsql/syntax-tree.ts';
import { chainOf, feedStages } from '../pipeline/feed-stages.ts';
import { mergeQuery } from '../pipeline/merge-pipes.ts';
import { startPipe } from '../pipeline/query-operators.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';
import { ResultCollector } from '../pipeline/result-collector.ts';
import { RunContext } from '../pipeline/run-context.ts';
import { type QueryRun, runQuery } from '../pipeline/run-query.ts';
import { streamFieldsOf, withStreamFields } from '../stream-source.ts';
import { explanationOf, type QueryExplanation } from './query-explanation.ts';
import { QueryProbe } from './query-probe.ts';

/** What explaining a query wants beside what running it does. */
export interface ExplainSettings {
  readonly syntax: SyntaxRegistry;
  /** After so many rows of the result nothing more is done. */
  readonly limit: number;
  /** Milliseconds since any fixed point. */
  readonly now: () => number;
}

/**
 * Runs a query and tells how. It pauses after each step, a block of rows: the caller may let others run.
 * @throws as `runQuery`
 */
export function* explainQuery(query: Query, run: QueryRun & ExplainSettings): Generator<undefined, QueryExplanation> {
  const { operators, syntax, now, limit } = run;
  const startedMs = now();
  const { filter, pipes } = mergeQuery(query);
  const streamFields = streamFieldsOf(pipes, run.streamFields);
  const context = new RunContext(query, run, (inner) => batchesOf(inner, { ...run, streamFields }));
  const resolved = context.resolveRows(filter);
  const source = withStreamFields(run.source, streamFields);
  const started = pipes.map((pipe) => startPipe(pipe, operators, context));
  const probe = new QueryProbe(resolved, started, context.bindFilter, now);
  const { plan, stages } = probe;
  const end = new ResultCollector();
  const feed = { ...run, source, plan, pipes, stages, end };
  const chain = chainOf(feed);
  let returned = 0;
  const wantsRows = (): boolean => {
    returned = Math.min(limit, returned + rowsOf(end.take()));
    return returned < limit;
  };
  let isCut = false;
  for (const wantsMore of probe.measured(feedStages(feed, chain))) {
    isCut = !wantsRows() || !wantsMore;
    if (isCut) break;
    yield;
  }
  if (returned < limit) {
    chain?.finish();
    wantsRows();
  }
  const report = probe.report(source, isCut);
  return explanationOf({
    query,
    syntax,
    filter: resolved,
    bind: context.bindFilter,
    pipes: pipes.map((pipe, i) => ({ pipe, figures: report.pipes[i]! })),
    parts: [report],
    returned,
    ms: now() - startedMs,
  });
}

/** How many rows batches have. */
export function rowsOf(batches: readonly ResultBatch[]): number {
  return batches.reduce((sum, { rowCount }) => sum + rowCount, 0);
}

function* batchesOf(query: Query, run: QueryRun): Iterable<ResultBatch> {
  for (const batches of runQuery(query, run)) yield* batches;
}
