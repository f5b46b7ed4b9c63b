import type { ValuePredicate } from '../../columns/value-predicate.ts';
import { entrySeverity, knownSeverity, SEVERITY_NUMBER_FIELD } from '../../entry/level.ts';
import type { MinSeverityNode } from '../../logsql/filter-node.ts';
import type { Block } from '../../segments/block.ts';
import { BlockChoiceFilter } from '../block-choice-filter.ts';
import type { BoundFilter, FilterOperator } from '../bound-filter.ts';
import { FieldFilter } from '../field-filter.ts';
import { FILTER_COST } from '../filter-cost.ts';
import { Conjunction } from './and.ts';
import { Disjunction } from './or.ts';

const PRESENT: ValuePredicate = { test: (text) => text !== '' };

export const minSeverityFilter: FilterOperator<MinSeverityNode> = {
  bind: ({ score }) => new SeverityFilter(score),
};

/** The level decides alone, but for rows without a known one in blocks that have `severityNumber`. */
class SeverityFilter extends BlockChoiceFilter {
  override readonly cost: number = FILTER_COST.dictionary;
  private readonly byLevel: BoundFilter;
  private readonly byBoth: BoundFilter;

  constructor(score: number) {
    super();
    const level = (test: (text: string) => boolean): BoundFilter => new FieldFilter('level', { test }, this.cost);
    const number = { test: (text: string) => entrySeverity('', text) >= score };
    this.byLevel = level((text) => entrySeverity(text, '') >= score);
    this.byBoth = new Disjunction([
      level((text) => (knownSeverity(text) ?? Number.NEGATIVE_INFINITY) >= score),
      new Conjunction([
        level((text) => knownSeverity(text) === undefined),
        new FieldFilter(SEVERITY_NUMBER_FIELD, number, FILTER_COST.number),
      ]),
    ]);
  }

  protected override filterFor(block: Block): BoundFilter {
    return block.mayMatch(SEVERITY_NUMBER_FIELD, PRESENT) ? this.byBoth : this.byLevel;
  }
}
