import type { Bitmap } from '../bytes/bitmap.ts';
import type { Decision } from '../columns/value-predicate.ts';
import type { Block } from '../segments/block.ts';
import type { BoundFilter } from './bound-filter.ts';
import { FILTER_COST } from './filter-cost.ts';
import { columnOf } from './time-column.ts';

/** A condition on the texts of two fields of a row. */
export class FieldPairFilter implements BoundFilter {
  readonly cost: number = FILTER_COST.list;
  private readonly field: string;
  private readonly other: string;
  private readonly test: (a: string, b: string) => boolean;

  constructor(field: string, other: string, test: (a: string, b: string) => boolean) {
    this.field = field;
    this.other = other;
    this.test = test;
  }

  decide(): Decision {
    return 'some';
  }

  count(): undefined {
    return undefined;
  }

  apply(block: Block, selection: Bitmap): void {
    const column = columnOf(block, this.field);
    const other = columnOf(block, this.other);
    if (column === undefined && other === undefined) {
      if (!this.test('', '')) selection.words.fill(0);
      return;
    }
    const { words } = selection;
    for (let i = 0; i < words.length; i++) {
      for (let word = words[i]!; word !== 0; word &= word - 1) {
        const bit = 31 - Math.clz32(word & -word);
        const row = (i << 5) + bit;
        if (!this.test(column?.text(row) ?? '', other?.text(row) ?? '')) words[i]! &= ~(1 << bit);
      }
    }
  }
}
