import type { Bitmap } from '../../bytes/bitmap.ts';
import type { Decision } from '../../columns/value-predicate.ts';
import type { AndNode } from '../../logsql/filter-node.ts';
import type { Block } from '../../segments/block.ts';
import type { BoundFilter, FilterOperator } from '../bound-filter.ts';
import { FILTER_COST } from '../filter-cost.ts';

export const andFilter: FilterOperator<AndNode> = {
  bind: (node, bindFilter) => new Conjunction(node.filters.map(bindFilter)),
};

/** Rows that pass every part; the cheapest part runs first, and the others see only the rows that it left. */
class Conjunction implements BoundFilter {
  readonly cost: number;
  private readonly parts: readonly BoundFilter[];

  constructor(parts: readonly BoundFilter[]) {
    this.parts = parts.toSorted((a, b) => a.cost - b.cost);
    this.cost = parts.reduce<number>((cost, part) => Math.max(cost, part.cost), FILTER_COST.constant);
  }

  decide(block: Block): Decision {
    let decision: Decision = 'all';
    for (const part of this.parts) {
      const own = part.decide(block);
      if (own === 'none') return 'none';
      if (own === 'some') decision = 'some';
    }
    return decision;
  }

  count(block: Block): number | undefined {
    let open: BoundFilter | undefined;
    let openCount = 0;
    for (const part of this.parts) {
      const decision = part.decide(block);
      if (decision === 'none') return 0;
      if (decision === 'all') continue;
      open = part;
      openCount++;
    }
    if (open === undefined) return block.rowCount;
    return openCount === 1 ? open.count(block) : undefined;
  }

  apply(block: Block, selection: Bitmap): void {
    for (const part of this.parts) {
      const decision = part.decide(block);
      if (decision === 'all') continue;
      if (decision === 'none') selection.words.fill(0);
      else part.apply(block, selection);
      if (selection.isEmpty()) return;
    }
  }
}
