import type { Query } from '../../logsql/syntax-tree.ts';
import type { BlockSource } from '../block-source.ts';
import { QueryProbe } from '../explain/query-probe.ts';
import { chainOf, feedStages } from '../pipeline/feed-stages.ts';
import { FieldBatch } from '../pipeline/field-batch.ts';
import { packRows } from '../pipeline/packed-rows.ts';
import { type QueryOperators, startPipe } from '../pipeline/query-operators.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';
import { ResultCollector } from '../pipeline/result-collector.ts';
import { RunContext } from '../pipeline/run-context.ts';
import type { QueryContext } from '../query-context.ts';
import { QueryPlan } from '../query-plan.ts';
import { withStreamFields } from '../stream-source.ts';
import type { PartMessage, PartTask } from './part-task.ts';

/** What a part of a query runs on and with. */
export interface PartRun {
  /** The blocks of this part. Each block of the query must be in exactly one part. */
  readonly source: BlockSource;
  readonly operators: QueryOperators;
  /** The limits of this part; the deadline of the query, a share of its memory, and what cancels it. */
  readonly context: QueryContext;
}

/** The most rows of a message. */
const MESSAGE_ROWS = 2048;

/**
 * Does the work of a query on some of its blocks. Yields after each step what is to be sent to the coordinator, often nothing:
 * between two steps the worker may let others run, or leave off.
 * @throws as `runQuery`
 */
export function* runPart(
  task: PartTask,
  { source: stored, operators, context: limits }: PartRun,
): Generator<PartMessage[], void> {
  const { filter, pipes, nowNs, result } = task;
  const source = withStreamFields(stored, task.streamFields ?? []);
  const settings = { operators, context: limits, nowNs };
  const context = new RunContext({ options: NO_OPTIONS }, settings, refuseInner);
  const resolved = context.resolveRows(filter);
  const started = pipes.map((pipe) => startPipe(pipe, operators, context));
  const probe =
    task.explains === true ? new QueryProbe(resolved, started, context.bindFilter, () => performance.now()) : undefined;
  const plan = probe?.plan ?? new QueryPlan(resolved, context.bindFilter);
  const stages = probe?.stages ?? started;
  const reports = (isCut: boolean): PartMessage[] =>
    probe === undefined ? [] : [{ kind: 'report', report: probe.report(source, isCut) }];
  const end = new ResultCollector();
  const feed = { plan, source, operators, context: limits, pipes, stages, end, withOrder: result !== 'rows' };
  const steps = feedStages(feed, chainOf(feed));
  let isCut = false;
  for (const wantsMore of probe?.measured(steps) ?? steps) {
    const messages = [...messagesOf(end.take())];
    yield messages.length === 0 ? messages : [...reports(true), ...messages];
    isCut = !wantsMore;
    if (isCut) break;
  }
  const last: PartMessage[] = result === 'state' ? [{ kind: 'state', state: stages.at(-1)!.takeState!() }] : [];
  yield [...reports(isCut), ...last];
}

const NO_OPTIONS = { concurrency: null, ignoreGlobalTimeFilter: null };

function refuseInner(_query: Query): never {
  throw new Error('a part of a query holds a query');
}

function* messagesOf(batches: readonly ResultBatch[]): Iterable<PartMessage> {
  for (const batch of batches) {
    for (let start = 0; start < batch.rowCount; start += MESSAGE_ROWS) {
      yield { kind: 'rows', rows: packRows(FieldBatch.of(batch).slice(start, start + MESSAGE_ROWS)) };
    }
  }
}
