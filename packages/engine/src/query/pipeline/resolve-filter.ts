import type { Query, QueryFilterNode } from '../../logsql/syntax-tree.ts';
import type { ResultBatch } from './result-batch.ts';
import { RunContext } from './run-context.ts';
import { type QueryRun, runQuery } from './run-query.ts';

/**
 * A filter of LogsQL on stored rows as it can be bound: times are absolute, and the queries within it have run.
 * @throws LimitExceededError, CancelledError as `QueryContext`.
 */
export function resolveFilter(filter: QueryFilterNode, run: QueryRun): QueryFilterNode {
  const options = { concurrency: null, ignoreGlobalTimeFilter: null };
  return new RunContext({ options }, run, (query) => batchesOf(query, run)).resolveRows(filter);
}

function* batchesOf(query: Query, run: QueryRun): Iterable<ResultBatch> {
  for (const batches of runQuery(query, run)) yield* batches;
}
