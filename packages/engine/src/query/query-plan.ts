import { Bitmap } from '../bytes/bitmap.ts';
import type { QueryFilterNode } from '../logsql/syntax-tree.ts';
import type { Block } from '../segments/block.ts';
import type { BlockSource } from './block-source.ts';
import type { BindFilter, BoundFilter } from './bound-filter.ts';
import { bindFilter } from './filter-registry.ts';
import type { QueryContext } from './query-context.ts';
import { simplifyFilter } from './simplify-filter.ts';
import { timeBoundsOf } from './time-bounds.ts';

/** The filter of a query, ready to run, and the blocks that it must look at. */
export class QueryPlan {
  readonly filter: BoundFilter;
  protected readonly startMs: number;
  protected readonly endMs: number;

  /**
   * @param node Times are absolute in it and subqueries have run.
   * @param bind See `filterBinder`.
   * @throws InvalidArgumentError when a regular expression in the filter is not valid.
   */
  constructor(node: QueryFilterNode, bind: BindFilter = bindFilter) {
    const simple = simplifyFilter(node);
    this.filter = bind(simple);
    const { startMs, endMs } = timeBoundsOf(simple);
    this.startMs = startMs;
    this.endMs = endMs;
  }

  /**
   * The blocks of the source that the directory does not exclude, in the order of the source or of `compare`.
   * Looks at the limits of the query at each.
   */
  *blocks(source: BlockSource, context: QueryContext, compare?: (a: Block, b: Block) => number): Iterable<Block> {
    for (const block of this.allBlocks(source, context, compare)) if (!this.excludes(block)) yield block;
  }

  /** The blocks within the time of the filter, whether the directory excludes them or not. */
  *allBlocks(source: BlockSource, context: QueryContext, compare?: (a: Block, b: Block) => number): Iterable<Block> {
    context.check();
    if (this.startMs > this.endMs) return;
    const blocks = source.blocks(this.startMs, this.endMs);
    for (const block of compare === undefined ? blocks : [...blocks].sort(compare)) {
      context.check();
      if (block.rowCount > 0) yield block;
    }
  }

  /** Whether the directory excludes every row of the block. */
  excludes(block: Block): boolean {
    return this.filter.decide(block) === 'none';
  }

  /** Whether every row of the block passes and none is deleted. */
  coversAll(block: Block): boolean {
    return block.deleted === null && this.filter.decide(block) === 'all';
  }

  /** The rows of the block that pass and are not deleted. */
  select(block: Block): Bitmap {
    const selection = Bitmap.full(block.rowCount);
    if (block.deleted !== null) selection.andNot(block.deleted);
    if (!selection.isEmpty()) this.filter.apply(block, selection);
    return selection;
  }
}
