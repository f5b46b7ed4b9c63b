import type { PipeNode } from '../../logsql/syntax-tree.ts';
import type { BlockSource } from '../block-source.ts';
import type { QueryContext } from '../query-context.ts';
import type { QueryPlan } from '../query-plan.ts';
import { type OrderedBatchesOptions, orderedBatches } from './ordered-batches.ts';
import type { PipeStage, ResultSink } from './pipe-operator.ts';
import { PlannedBlock } from './planned-block.ts';
import { operatorOf, type QueryOperators } from './query-operators.ts';
import { StageChain } from './stage-chain.ts';

/** Rows on their way to the stages of a query. */
export interface Feed extends OrderedBatchesOptions {
  readonly plan: QueryPlan;
  readonly source: BlockSource;
  readonly context: QueryContext;
  readonly operators: QueryOperators;
  readonly pipes: readonly PipeNode[];
  /** Of the pipes. */
  readonly stages: readonly PipeStage[];
  readonly end: ResultSink;
}

/** The stages of a feed as one; null without any. */
export function chainOf({ stages, end }: Feed): StageChain | null {
  return StageChain.of(stages, end);
}

/** Feeds the stages block by block; yields after each step whether they want more. */
export function* feedStages(feed: Feed, chain: StageChain | null): Iterable<boolean> {
  const { plan, source, context, pipes, operators, end } = feed;
  const { blockOrder } = feed.stages[0] ?? {};
  if (chain === null || (blockOrder === undefined && !ignoresOrder(pipes, operators))) {
    const first = chain ?? end;
    for (const batch of orderedBatches(plan, source, context, feed)) yield first.push(batch);
    return;
  }
  for (const block of plan.blocks(source, context, BLOCK_ORDERS[blockOrder ?? 'any'])) {
    yield chain.pushBlock(new PlannedBlock(block, plan));
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
