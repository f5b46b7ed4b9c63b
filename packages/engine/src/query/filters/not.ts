import type { Bitmap } from '../../bytes/bitmap.ts';
import type { Decision } from '../../columns/value-predicate.ts';
import type { QueryNotNode } from '../../logsql/syntax-tree.ts';
import type { Block } from '../../segments/block.ts';
import type { BoundFilter, FilterOperator } from '../bound-filter.ts';

export const notFilter: FilterOperator<QueryNotNode> = {
  bind: (node, bindFilter) => new Negation(bindFilter(node.filter)),
};

class Negation implements BoundFilter {
  readonly cost: number;
  private readonly inner: BoundFilter;

  constructor(inner: BoundFilter) {
    this.inner = inner;
    this.cost = inner.cost;
  }

  decide(block: Block): Decision {
    const decision = this.inner.decide(block);
    if (decision === 'some') return 'some';
    return decision === 'all' ? 'none' : 'all';
  }

  count(block: Block): number | undefined {
    const count = this.inner.count(block);
    return count === undefined ? undefined : block.rowCount - count;
  }

  apply(block: Block, selection: Bitmap): void {
    const passing = selection.clone();
    this.inner.apply(block, passing);
    selection.andNot(passing);
  }
}
