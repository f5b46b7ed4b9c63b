import { InvalidArgumentError } from '../../errors/engine-error.ts';
import { resolveTimes } from '../../logsql/resolve-times.ts';
import type { PipeNode, Query, QueryFilterNode } from '../../logsql/syntax-tree.ts';
import type { BlockSource } from '../block-source.ts';
import type { BindFilter } from '../bound-filter.ts';
import { resolveFieldAliases } from '../field-aliases.ts';
import { filterBinder } from '../filter-registry.ts';
import type { QueryContext } from '../query-context.ts';
import { QueryPlan } from '../query-plan.ts';
import { rangeSecondsOf } from '../range-seconds.ts';
import { replaceSubqueries } from '../replace-subqueries.ts';
import type { CustomStatsOperators } from '../stats-operators.ts';
import { columnValues } from './column-values.ts';
import { mergePipes } from './merge-pipes.ts';
import { orderedBatches } from './ordered-batches.ts';
import type { PipelineContext, PipeStage, ResultSink } from './pipe-operator.ts';
import { PlannedBlock } from './planned-block.ts';
import { operatorOf, type QueryOperators, startPipe } from './query-operators.ts';
import type { ResultBatch } from './result-batch.ts';
import { StageChain } from './stage-chain.ts';

/** What a query runs on and with. */
export interface QueryRun {
  readonly source: BlockSource;
  readonly operators: QueryOperators;
  readonly context: QueryContext;
  /** What `now` means in the query, nanoseconds since the Unix epoch. */
  readonly nowNs: bigint;
  /** The zone of times that name none, in minutes east of UTC; UTC if absent. */
  readonly utcOffsetMinutes?: number | undefined;
  /** Rows outside of `[startNs, endNs]`, both inclusive, do not exist for the query and its subqueries; null is open. */
  readonly startNs?: bigint | null | undefined;
  readonly endNs?: bigint | null | undefined;
}

/**
 * Runs a query. What is yielded are the batches that each step, a block of rows, brought forth, often none: between two
 * steps the caller may let others run, or leave off. Rows are in (time, sequence) order where no pipe makes another.
 * @throws InvalidArgumentError when the query holds something that cannot be compiled.
 * @throws LimitExceededError, CancelledError as `QueryContext`.
 */
export function* runQuery(query: Query, run: QueryRun): Generator<readonly ResultBatch[], void> {
  const context = new RunContext(query, run);
  const { filter, pipes } = mergeFilters(query);
  const resolved = resolveFieldAliases(context.resolve(context.limitTimes(filter)));
  context.rangeSeconds = rangeSecondsOf(resolved);
  const plan = new QueryPlan(resolved, context.bindFilter);
  requirePlaces(pipes);
  const end = new ResultCollector();
  const stages = pipes.map((pipe) => startPipe(pipe, run.operators, context));
  const chain = StageChain.of(stages, end);
  for (const wantsMore of steps(plan, chain ?? end, stages[0], pipes, run)) {
    yield end.take();
    if (!wantsMore) break;
  }
  chain?.finish();
  yield end.take();
}

/** Feeds the first stage; yields after each step whether it wants more. */
function* steps(
  plan: QueryPlan,
  first: StageChain | ResultCollector,
  stage: PipeStage | undefined,
  pipes: readonly PipeNode[],
  { source, operators, context }: QueryRun,
): Iterable<boolean> {
  const takesBlocks = stage?.blockOrder !== undefined || ignoresOrder(pipes, operators);
  if (!takesBlocks || first instanceof ResultCollector) {
    for (const batch of orderedBatches(plan, source, context)) yield first.push(batch);
    return;
  }
  for (const block of plan.blocks(source, context, BLOCK_ORDERS[stage?.blockOrder ?? 'any'])) {
    yield first.pushBlock(new PlannedBlock(block, plan));
  }
}

const BLOCK_ORDERS = {
  any: undefined,
  'earliest-first': (a: { minTimeMs: number }, b: { minTimeMs: number }) => a.minTimeMs - b.minTimeMs,
  'latest-first': (a: { maxTimeMs: number }, b: { maxTimeMs: number }) => b.maxTimeMs - a.maxTimeMs,
} as const;

/** Whether the first pipe that does not work row by row takes its rows in any order. */
function ignoresOrder(pipes: readonly PipeNode[], operators: QueryOperators): boolean {
  for (const pipe of pipes) {
    const { order } = operatorOf(pipe, operators);
    if (order !== 'kept') return order === 'ignored';
  }
  return false;
}

/** @throws InvalidArgumentError for a pipe that must stand right behind the filter and does not */
function requirePlaces(pipes: readonly PipeNode[]): void {
  if (pipes.some(({ kind }, place) => kind === 'stream_context' && place > 0))
    throw new InvalidArgumentError('the pipe stream_context must stand right behind the filter of the query');
}

/** `filter` pipes right behind the filter are part of it: so they use the directories of the blocks. */
function mergeFilters(query: Query): { filter: QueryFilterNode; pipes: readonly PipeNode[] } {
  let { filter } = query;
  let count = 0;
  for (const pipe of query.pipes) {
    if (pipe.kind !== 'filter') break;
    filter = { kind: 'and', filters: [filter, pipe.filter] };
    count++;
  }
  return { filter, pipes: mergePipes(query.pipes.slice(count)) };
}

/** Keeps the results until the caller takes them. */
class ResultCollector implements ResultSink {
  private batches: ResultBatch[] = [];

  push(batch: ResultBatch): boolean {
    if (batch.rowCount > 0) this.batches.push(batch);
    return true;
  }

  take(): readonly ResultBatch[] {
    const { batches } = this;
    this.batches = [];
    return batches;
  }
}

class RunContext implements PipelineContext {
  readonly query: QueryContext;
  readonly nowNs: bigint;
  readonly bindFilter: BindFilter;
  readonly customStats: CustomStatsOperators;
  rangeSeconds: number | null = null;
  private readonly settings: QueryRun;
  private readonly ignoresTimes: boolean;

  constructor({ options }: Query, run: QueryRun) {
    this.settings = run;
    this.query = run.context;
    this.nowNs = run.nowNs;
    this.bindFilter = filterBinder(run.operators.customFilters);
    this.customStats = run.operators.customStats;
    this.ignoresTimes = options.ignoreGlobalTimeFilter === true;
  }

  resolve(filter: QueryFilterNode): QueryFilterNode {
    const { nowNs, utcOffsetMinutes } = this.settings;
    const timed = resolveTimes(filter, { nowNs, utcOffsetMinutes });
    return replaceSubqueries(timed, (query, column) => columnValues(this.run(query), column, this.query));
  }

  /** A subquery has the options of the query around it where it names none. */
  *run(query: Query): Iterable<ResultBatch> {
    const ignoreGlobalTimeFilter = query.options.ignoreGlobalTimeFilter ?? this.ignoresTimes;
    const inner = { ...query, options: { ...query.options, ignoreGlobalTimeFilter } };
    for (const batches of runQuery(inner, this.settings)) yield* batches;
  }

  /** The filter within the times that the caller of the query set. */
  limitTimes(filter: QueryFilterNode): QueryFilterNode {
    const { startNs = null, endNs = null } = this.settings;
    if (this.ignoresTimes || (startNs === null && endNs === null)) return filter;
    return { kind: 'and', filters: [{ kind: 'time', startNs, endNs }, filter] };
  }
}
