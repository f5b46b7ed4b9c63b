import type { Query } from '../../logsql/syntax-tree.ts';
import type { BlockSource } from '../block-source.ts';
import { QueryPlan } from '../query-plan.ts';
import { streamFieldsOf, withStreamFields } from '../stream-source.ts';
import { chainOf, feedStages } from './feed-stages.ts';
import { mergeQuery } from './merge-pipes.ts';
import { startPipe } from './query-operators.ts';
import type { ResultBatch } from './result-batch.ts';
import { ResultCollector } from './result-collector.ts';
import { RunContext, type RunSettings } from './run-context.ts';

/** What a query runs on and with. */
export interface QueryRun extends RunSettings {
  readonly source: BlockSource;
}

/**
 * Runs a query. What is yielded are the batches that each step, a block of rows, brought forth, often none: between two
 * steps the caller may let others run, or leave off. Rows are in (time, sequence) order where no pipe makes another.
 * @throws InvalidArgumentError when the query holds something that cannot be compiled.
 * @throws LimitExceededError, CancelledError as `QueryContext`.
 */
export function* runQuery(query: Query, run: QueryRun): Generator<readonly ResultBatch[], void> {
  const { filter, pipes } = mergeQuery(query);
  const streamFields = streamFieldsOf(pipes, run.streamFields);
  const context = new RunContext(query, run, (inner) => batchesOf(inner, { ...run, streamFields }));
  const plan = new QueryPlan(context.resolveRows(filter), context.bindFilter);
  const stages = pipes.map((pipe) => startPipe(pipe, run.operators, context));
  const end = new ResultCollector();
  const feed = { ...run, source: withStreamFields(run.source, streamFields), plan, pipes, stages, end };
  const chain = chainOf(feed);
  for (const wantsMore of feedStages(feed, chain)) {
    yield end.take();
    if (!wantsMore) break;
  }
  chain?.finish();
  yield end.take();
}

function* batchesOf(query: Query, run: QueryRun): Iterable<ResultBatch> {
  for (const batches of runQuery(query, run)) yield* batches;
}
