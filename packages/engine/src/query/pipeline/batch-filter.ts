import { Bitmap } from '../../bytes/bitmap.ts';
import type { QueryFilterNode } from '../../logsql/syntax-tree.ts';
import type { BoundFilter } from '../bound-filter.ts';
import { simplifyFilter } from '../simplify-filter.ts';
import { BatchBlock } from './batch-block.ts';
import type { PipelineContext } from './pipe-operator.ts';
import type { ResultBatch } from './result-batch.ts';

/** A filter on the results of pipes: that of `filter` and of `if (…)`. */
export class BatchFilter {
  private readonly filter: BoundFilter;

  /** @throws InvalidArgumentError when a regular expression in the filter is not valid. */
  constructor(node: QueryFilterNode, context: PipelineContext) {
    this.filter = context.bindFilter(simplifyFilter(context.resolve(node)));
  }

  /** The rows of the batch that pass. */
  select(batch: ResultBatch): Bitmap {
    const selection = Bitmap.full(batch.rowCount);
    if (batch.rowCount > 0) this.filter.apply(new BatchBlock(batch), selection);
    return selection;
  }
}

/** The rows that `if (…)` lets through; null for all, where there is no condition. */
export function bindCondition(
  condition: QueryFilterNode | null,
  context: PipelineContext,
): (batch: ResultBatch) => Bitmap | null {
  if (condition === null) return () => null;
  const filter = new BatchFilter(condition, context);
  return (batch) => filter.select(batch);
}
