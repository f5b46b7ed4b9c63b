import type { Bitmap } from '../bytes/bitmap.ts';
import type { Decision, ValuePredicate } from '../columns/value-predicate.ts';
import type { Block, JsonType } from '../segments/block.ts';
import type { BoundFilter } from './bound-filter.ts';
import { FieldFilter } from './field-filter.ts';
import { FILTER_COST } from './filter-cost.ts';

/** A predicate on the text of a field together with the JSON types that its value may have. */
export class TypedFilter implements BoundFilter {
  readonly cost: number = FILTER_COST.typed;
  private readonly text: FieldFilter;
  private readonly types: ReadonlySet<JsonType>;

  constructor(field: string, predicate: ValuePredicate, types: readonly JsonType[]) {
    this.text = new FieldFilter(field, predicate, this.cost);
    this.types = new Set(types);
  }

  /** The directory knows texts, not types: it can only say that nothing passes. */
  decide(block: Block): Decision {
    return this.text.decide(block) === 'none' ? 'none' : 'some';
  }

  count(block: Block): number | undefined {
    return this.decide(block) === 'none' || this.text.count(block) === 0 ? 0 : undefined;
  }

  apply(block: Block, selection: Bitmap): void {
    this.text.apply(block, selection);
    const { words } = selection;
    for (let i = 0; i < words.length; i++) {
      for (let word = words[i]!; word !== 0; word &= word - 1) {
        const row = (i << 5) + (31 - Math.clz32(word & -word));
        if (!this.types.has(block.typeOf(this.text.field, row))) selection.clear(row);
      }
    }
  }
}
