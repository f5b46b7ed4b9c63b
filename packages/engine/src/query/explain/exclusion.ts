import { TEMPLATE_SOME } from '../../columns/template-verdicts.ts';
import type { QueryFilterNode } from '../../logsql/syntax-tree.ts';
import type { Block } from '../../segments/block.ts';
import { StoredBlock } from '../../segments/stored-block.ts';
import type { BindFilter, BoundFilter } from '../bound-filter.ts';
import { FieldFilter } from '../field-filter.ts';
import { storedBlock } from '../stream-block.ts';
import { TimeFilter } from '../time-filter.ts';

/** What of the directory shows that no row of a block passes. */
export type Exclusion = 'time' | 'statistics' | 'dictionary' | 'template' | 'bloom' | 'index' | 'other';

/** A filter with its parts in the order in which they are asked; finds out why it excludes a block. */
export class ExplainedFilter {
  readonly node: QueryFilterNode;
  readonly bound: BoundFilter;
  /** The parts of AND, OR and NOT, the cheapest first. */
  readonly parts: readonly ExplainedFilter[];

  /** @param node As it was handed to the plan. */
  constructor(node: QueryFilterNode, bind: BindFilter) {
    this.node = node;
    this.bound = bind(node);
    const parts = node.kind === 'and' || node.kind === 'or' ? node.filters : node.kind === 'not' ? [node.filter] : [];
    this.parts = parts.map((part) => new ExplainedFilter(part, bind)).sort((a, b) => a.bound.cost - b.bound.cost);
  }

  /** Why the directory decides as it does for every row of a block. */
  reason(block: Block): Exclusion {
    const decision = this.bound.decide(block);
    const isNegation = this.node.kind === 'not';
    const deciding = this.parts.find(({ bound }) => isNegation || bound.decide(block) === decision);
    if (deciding !== undefined) return deciding.reason(block);
    if (this.bound instanceof TimeFilter) return 'time';
    return this.bound instanceof FieldFilter ? reasonOfField(block, this.bound) : 'other';
  }
}

function reasonOfField(given: Block, { field, predicate }: FieldFilter): Exclusion {
  const block = storedBlock(given);
  if (!(block instanceof StoredBlock) || block.knownSummary === null) return 'other';
  const summary = block.knownSummary.fields.get(field);
  if (summary === undefined) return 'statistics';
  if (summary.kind === 'values') return 'dictionary';
  if (block.candidateRows(field, predicate)?.length === 0) return 'index';
  if (summary.kind === 'templates') {
    const verdicts = block.knownSummary.templateVerdicts(field, predicate);
    return verdicts?.includes(TEMPLATE_SOME) === true ? 'bloom' : 'template';
  }
  return predicate.range === undefined ? 'bloom' : 'statistics';
}
