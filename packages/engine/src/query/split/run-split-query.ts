import { rewriteFilter } from '../../logsql/rewrite-filter.ts';
import type { PipeNode, Query, QueryFilterNode, SubqueryNode } from '../../logsql/syntax-tree.ts';
import type { BindFilter } from '../bound-filter.ts';
import { batchBytes } from '../pipeline/batch-bytes.ts';
import { columnValues } from '../pipeline/column-values.ts';
import { mergeQuery } from '../pipeline/merge-pipes.ts';
import { unpackRows } from '../pipeline/packed-rows.ts';
import type { PipeStage } from '../pipeline/pipe-operator.ts';
import { startPipe } from '../pipeline/query-operators.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';
import { ResultCollector } from '../pipeline/result-collector.ts';
import { RunContext, type RunSettings } from '../pipeline/run-context.ts';
import { StageChain } from '../pipeline/stage-chain.ts';
import { withValues } from '../replace-subqueries.ts';
import { streamFieldsOf } from '../stream-source.ts';
import { type PartRunner, PartStreams } from './part-streams.ts';
import { rewritePipeFilters } from './rewrite-pipe-filters.ts';
import { mergeRowStreams, type NextBatch } from './row-streams.ts';
import { type SplitPlan, splitPlan } from './split-plan.ts';

/** What a query runs with whose blocks are spread over parts. */
export interface SplitRun extends RunSettings {
  /** One for each part: together they see every block once. */
  readonly parts: readonly PartRunner[];
  /** Cancels the parts at work. `context` has a signal of its own, for the work of the coordinator. */
  readonly signal?: AbortSignal | undefined;
}

/** Notes what becomes of a query over parts. */
export interface SplitProbe {
  /** Called when the parts are at work; gives the stages to use in place of those that were made of the pipes of the plan. */
  begin(work: {
    readonly plan: SplitPlan;
    readonly stages: readonly PipeStage[];
    readonly bind: BindFilter;
    readonly streams: PartStreams;
  }): readonly PipeStage[];
  /** Called when no more is taken from the parts. */
  takeReports(): Promise<void>;
}

/**
 * Runs a query over blocks that are spread over parts. Its batches are those of `runQuery` over all blocks together: rows in
 * the same order, equal values; where the language leaves something open (`uniq` with a limit, `row_any`, the order of
 * `values`), another choice may be made.
 * @param probe Is not told of queries within the query.
 * @throws as `runQuery`, and what a part throws
 */
export async function* runSplitQuery(
  query: Query,
  given: SplitRun,
  probe?: SplitProbe,
): AsyncGenerator<readonly ResultBatch[], void> {
  const merged = mergeQuery(query);
  const run = { ...given, streamFields: streamFieldsOf(merged.pipes, given.streamFields) };
  const answers = new Answers(run);
  const context = new RunContext(query, run, (inner) => answers.of(inner));
  const filter = await answers.resolve(merged.filter, context);
  const pipes: PipeNode[] = [];
  for (const pipe of merged.pipes) {
    pipes.push(await answers.resolvePipe(pipe, context));
    if ('query' in pipe) await answers.prepare(context.inner(pipe.query));
  }
  const plan = splitPlan(context.resolveRows(filter), pipes, run.nowNs, run.operators);
  const started = plan.pipes.map((pipe) => startPipe(pipe, run.operators, context));
  const task = { ...plan.task, streamFields: run.streamFields, explains: probe !== undefined };
  await using streams = new PartStreams(task, run.parts, run.signal);
  const stages = probe?.begin({ plan, stages: started, bind: context.bindFilter, streams }) ?? started;
  const end = new ResultCollector();
  const chain = StageChain.of(stages, end);
  for await (const wantsMore of feed(plan, streams, stages, chain ?? end, run)) {
    yield end.take();
    if (!wantsMore) break;
  }
  for (const inner of stages[0]?.queriesAtEnd?.() ?? []) await answers.prepare(context.inner(inner));
  chain?.finish();
  await probe?.takeReports();
  yield end.take();
}

/** Hands what the parts send to the first stage; yields after each step whether it wants more. */
async function* feed(
  { task }: SplitPlan,
  streams: PartStreams,
  stages: readonly PipeStage[],
  first: StageChain | ResultCollector,
  { context }: SplitRun,
): AsyncGenerator<boolean, void> {
  if (task.result === 'ordered-rows') {
    const parts = Array.from({ length: streams.count }, (_, part) => batchReader(streams, part));
    for await (const batch of mergeRowStreams(parts)) {
      context.check();
      yield first.push(batch);
    }
    return;
  }
  for await (const message of streams.all()) {
    context.check();
    if (message.kind === 'state') stages[0]!.addState!(message.state);
    else yield first.push(unpackRows(message.rows));
  }
}

function batchReader(streams: PartStreams, part: number): NextBatch {
  return async () => {
    for (;;) {
      const message = await streams.next(part);
      if (message === undefined) return undefined;
      if (message.kind === 'rows' && message.rows.rowCount > 0) return unpackRows(message.rows);
    }
  };
}

/** The rows of queries within a query. They are run one by one before the query itself, each over the same parts. */
class Answers {
  private readonly run: SplitRun;
  private readonly known = new Map<string, readonly ResultBatch[]>();

  constructor(run: SplitRun) {
    this.run = run;
  }

  /** The rows of a query that was prepared. */
  of(query: Query): readonly ResultBatch[] {
    return this.known.get(keyOf(query))!;
  }

  /** Runs a query, whose options are complete, and keeps its rows. */
  async prepare(query: Query): Promise<readonly ResultBatch[]> {
    const key = keyOf(query);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const rows: ResultBatch[] = [];
    for await (const batches of runSplitQuery(query, this.run)) {
      for (const batch of batches) {
        this.run.context.reserve(batchBytes(batch));
        rows.push(batch);
      }
    }
    this.known.set(key, rows);
    return rows;
  }

  /** The filter with the values of each subquery in its place. */
  async resolve(filter: QueryFilterNode, context: RunContext): Promise<QueryFilterNode> {
    const values = new Map<QueryFilterNode, readonly string[]>();
    for (const node of subqueriesOf(filter)) {
      const { query, column } = node;
      const uniq = { kind: 'uniq', by: [column], hitsField: null, limit: 0 } as const;
      const rows = await this.prepare(context.inner({ ...query, pipes: [...query.pipes, uniq] }));
      values.set(node, columnValues(rows, column, this.run.context));
    }
    return rewriteFilter(filter, (node) => (node.kind === 'subquery' ? withValues(node, values.get(node)!) : node));
  }

  async resolvePipe(pipe: PipeNode, context: RunContext): Promise<PipeNode> {
    const resolved = new Map<QueryFilterNode, QueryFilterNode>();
    const filters: QueryFilterNode[] = [];
    rewritePipeFilters(pipe, (filter) => {
      filters.push(filter);
      return filter;
    });
    for (const filter of filters) resolved.set(filter, await this.resolve(filter, context));
    return rewritePipeFilters(pipe, (filter) => resolved.get(filter)!);
  }
}

function subqueriesOf(filter: QueryFilterNode): readonly SubqueryNode[] {
  const found: SubqueryNode[] = [];
  rewriteFilter(filter, (node) => {
    if (node.kind === 'subquery') found.push(node);
    return node;
  });
  return found;
}

/** Equal for equal trees. */
function keyOf(query: Query): string {
  return JSON.stringify(query, (_, value: unknown) =>
    typeof value === 'bigint' || typeof value === 'number' ? `${typeof value} ${value}` : value,
  );
}
