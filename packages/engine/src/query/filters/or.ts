import { Bitmap } from '../../bytes/bitmap.ts';
import type { Decision } from '../../columns/value-predicate.ts';
import type { QueryOrNode } from '../../logsql/syntax-tree.ts';
import type { Block } from '../../segments/block.ts';
import type { BoundFilter, FilterOperator } from '../bound-filter.ts';
import { FILTER_COST } from '../filter-cost.ts';

export const orFilter: FilterOperator<QueryOrNode> = {
  bind: (node, bindFilter) => new Disjunction(node.filters.map(bindFilter)),
};

/** Rows that pass at least one part; each part sees only the rows that no cheaper one has passed. */
export class Disjunction implements BoundFilter {
  readonly cost: number;
  private readonly parts: readonly BoundFilter[];

  constructor(parts: readonly BoundFilter[]) {
    this.parts = parts.toSorted((a, b) => a.cost - b.cost);
    this.cost = parts.reduce<number>((cost, part) => cost + part.cost, FILTER_COST.constant);
  }

  decide(block: Block): Decision {
    let decision: Decision = 'none';
    for (const part of this.parts) {
      const own = part.decide(block);
      if (own === 'all') return 'all';
      if (own === 'some') decision = 'some';
    }
    return decision;
  }

  count(block: Block): number | undefined {
    let open: BoundFilter | undefined;
    let openCount = 0;
    for (const part of this.parts) {
      const decision = part.decide(block);
      if (decision === 'all') return block.rowCount;
      if (decision === 'none') continue;
      open = part;
      openCount++;
    }
    if (open === undefined) return 0;
    return openCount === 1 ? open.count(block) : undefined;
  }

  apply(block: Block, selection: Bitmap): void {
    const passed = new Bitmap(selection.size);
    const rest = selection.clone();
    for (const part of this.parts) {
      const decision = part.decide(block);
      if (decision === 'none') continue;
      if (decision === 'all') return;
      const own = rest.clone();
      part.apply(block, own);
      passed.or(own);
      rest.andNot(own);
      if (rest.isEmpty()) return;
    }
    selection.and(passed);
  }
}
