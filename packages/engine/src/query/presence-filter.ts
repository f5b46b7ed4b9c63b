import type { Bitmap } from '../bytes/bitmap.ts';
import type { Decision, ValuePredicate } from '../columns/value-predicate.ts';
import type { Block } from '../segments/block.ts';
import type { BoundFilter } from './bound-filter.ts';
import { FILTER_COST } from './filter-cost.ts';

const MISSING: ValuePredicate = { test: (text) => text === '', texts: new Set(['']) };
const PRESENT: ValuePredicate = { test: (text) => text !== '' };

/** Whether a field has a value at all, told from the row index of its column without reading a value. */
export class PresenceFilter implements BoundFilter {
  readonly field: string;
  /** True: rows with a value pass; false: rows without. */
  readonly present: boolean;
  readonly cost: number = FILTER_COST.presence;

  constructor(field: string, present: boolean) {
    this.field = field;
    this.present = present;
  }

  decide(block: Block): Decision {
    if (block.mayMatch(this.field, this.present ? PRESENT : MISSING)) return 'some';
    return 'none';
  }

  count(block: Block): number | undefined {
    const missing = block.countByDirectory(this.field, MISSING);
    if (missing === undefined || missing.unsure > 0) return this.decide(block) === 'none' ? 0 : undefined;
    return this.present ? block.rowCount - missing.sure : missing.sure;
  }

  apply(block: Block, selection: Bitmap): void {
    const column = block.column(this.field);
    if (column === undefined) {
      if (this.present) selection.words.fill(0);
      return;
    }
    if (this.present) selection.and(column.rows.presence());
    else selection.andNot(column.rows.presence());
  }
}
