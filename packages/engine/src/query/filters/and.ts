import type { Bitmap } from '../../bytes/bitmap.ts';
import type { Decision, ValuePredicate } from '../../columns/value-predicate.ts';
import type { QueryAndNode } from '../../logsql/syntax-tree.ts';
import type { Block } from '../../segments/block.ts';
import type { BoundFilter, FilterOperator } from '../bound-filter.ts';
import { FieldFilter } from '../field-filter.ts';
import { FILTER_COST } from '../filter-cost.ts';

export const andFilter: FilterOperator<QueryAndNode> = {
  bind: (node, bindFilter) => new Conjunction(node.filters.map(bindFilter)),
};

/** Rows that pass every part; the cheapest part runs first, and the others see only the rows that it left. */
export class Conjunction implements BoundFilter {
  readonly cost: number;
  private readonly parts: readonly BoundFilter[];
  private readonly isOneField: boolean;

  constructor(parts: readonly BoundFilter[]) {
    this.parts = parts.toSorted((a, b) => a.cost - b.cost);
    this.cost = parts.reduce<number>((cost, part) => Math.max(cost, part.cost), FILTER_COST.constant);
    this.isOneField = oneFieldOf(this.parts) !== undefined;
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
    const together = this.isOneField ? countTogether(block, this.parts) : undefined;
    if (together !== undefined) return together;
    const open: BoundFilter[] = [];
    for (const part of this.parts) {
      const decision = part.decide(block);
      if (decision === 'none') return 0;
      if (decision === 'some') open.push(part);
    }
    if (open.length === 0) return block.rowCount;
    if (open.length === 1) return open[0]!.count(block);
    return this.isOneField ? undefined : countTogether(block, open);
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

/** What the directory says of conditions on one and the same field. */
function countTogether(block: Block, parts: readonly BoundFilter[]): number | undefined {
  if (block.countAllByDirectory === undefined) return undefined;
  const conditions = oneFieldOf(parts);
  const counted = conditions && block.countAllByDirectory(conditions.field, conditions.predicates);
  return counted !== undefined && counted.unsure === 0 ? counted.sure : undefined;
}

/** The field that all of the filters are about, with their predicates; undefined when there is none. */
function oneFieldOf(parts: readonly BoundFilter[]): { field: string; predicates: ValuePredicate[] } | undefined {
  const [first] = parts;
  if (!(first instanceof FieldFilter) || first.field === '_time') return undefined;
  const predicates: ValuePredicate[] = [];
  for (const part of parts) {
    if (!(part instanceof FieldFilter) || part.field !== first.field) return undefined;
    predicates.push(part.predicate);
  }
  return { field: first.field, predicates };
}
