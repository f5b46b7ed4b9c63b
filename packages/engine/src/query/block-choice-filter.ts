import type { Bitmap } from '../bytes/bitmap.ts';
import type { Decision } from '../columns/value-predicate.ts';
import type { Block } from '../segments/block.ts';
import type { BoundFilter } from './bound-filter.ts';

/** A filter that is another one in each block, by what the block has. */
export abstract class BlockChoiceFilter implements BoundFilter {
  abstract readonly cost: number;

  /** The filter that passes the same rows of this block. */
  protected abstract filterFor(block: Block): BoundFilter;

  decide(block: Block): Decision {
    return this.filterFor(block).decide(block);
  }

  count(block: Block): number | undefined {
    return this.filterFor(block).count(block);
  }

  apply(block: Block, selection: Bitmap): void {
    this.filterFor(block).apply(block, selection);
  }
}
