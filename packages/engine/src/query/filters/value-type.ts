import type { Bitmap } from '../../bytes/bitmap.ts';
import type { Decision } from '../../columns/value-predicate.ts';
import type { ValueTypeNode } from '../../logsql/leaf-filter-node.ts';
import type { Block } from '../../segments/block.ts';
import type { BoundFilter, FilterOperator } from '../bound-filter.ts';
import { EVERY_ROW, NO_ROW } from '../constant-filter.ts';
import { FILTER_COST } from '../filter-cost.ts';
import { referenceTypeOf } from '../reference-type.ts';

/**
 * The rows of blocks whose values VictoriaLogs would store under the type (see `referenceTypeOf`), those without the field, too,
 * as there; or that have a value of the field in a column of one of our own encodings.
 */
export const valueTypeFilter: FilterOperator<ValueTypeNode> = {
  bind: ({ field, type }) => {
    if (field === '_time') return type === 'time' ? EVERY_ROW : NO_ROW;
    return new ValueTypeFilter(field, type);
  },
};

class ValueTypeFilter implements BoundFilter {
  readonly cost: number = FILTER_COST.substring;
  private readonly field: string;
  private readonly type: string;

  constructor(field: string, type: string) {
    this.field = field;
    this.type = type;
  }

  decide(): Decision {
    return 'some';
  }

  count(): undefined {
    return undefined;
  }

  apply(block: Block, selection: Bitmap): void {
    const column = block.column(this.field);
    if (column !== undefined && referenceTypeOf(column) === this.type) return;
    if (column?.encoding === this.type) selection.and(column.rows.presence());
    else selection.words.fill(0);
  }
}
