import type { QueryFilterNode } from '../logsql/syntax-tree.ts';
import type { Block } from '../segments/block.ts';
import type { BlockSource } from './block-source.ts';
import type { BindFilter } from './bound-filter.ts';
import type { QueryContext } from './query-context.ts';
import { QueryPlan } from './query-plan.ts';

/**
 * How many rows pass the filter. Blocks without deleted rows are counted from their directories where that is possible.
 * @param bind See `filterBinder`.
 * @throws InvalidArgumentError when a regular expression in the filter is not valid.
 * @throws LimitExceededError, CancelledError as `QueryContext.check`.
 */
export function countRows(
  source: BlockSource,
  node: QueryFilterNode,
  context: QueryContext,
  bind?: BindFilter,
): number {
  const plan = new QueryPlan(node, bind);
  let total = 0;
  for (const block of plan.allBlocks(source, context)) total += countBlock(plan, block);
  return total;
}

function countBlock(plan: QueryPlan, block: Block): number {
  const counted = block.deleted === null ? plan.filter.count(block) : undefined;
  return counted ?? plan.select(block).count();
}
