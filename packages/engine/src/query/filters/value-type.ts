import type { Bitmap } from '../../bytes/bitmap.ts';
import type { EncodingName } from '../../columns/column.ts';
import type { Decision } from '../../columns/value-predicate.ts';
import type { ValueTypeNode } from '../../logsql/leaf-filter-node.ts';
import type { Block } from '../../segments/block.ts';
import type { BoundFilter, FilterOperator } from '../bound-filter.ts';
import { EVERY_ROW, NO_ROW } from '../constant-filter.ts';
import { FILTER_COST } from '../filter-cost.ts';

/** Our encodings under the names that the reference has for its own; each of ours goes by its own name as well. */
const REFERENCE_TYPES: Readonly<Record<string, readonly EncodingName[]>> = {
  const: ['constant'],
  dict: ['dictionary'],
  string: ['text', 'template', 'hex'],
  uint8: ['integer'],
  uint16: ['integer'],
  uint32: ['integer'],
  uint64: ['integer'],
  int64: ['integer'],
  float64: ['decimal'],
};

/** Rows that have a value of the field, in blocks that store it in this way. */
export const valueTypeFilter: FilterOperator<ValueTypeNode> = {
  bind: ({ field, type }) => {
    if (field === '_time') return type === 'time' ? EVERY_ROW : NO_ROW;
    const encodings = Object.hasOwn(REFERENCE_TYPES, type) ? REFERENCE_TYPES[type]! : [type];
    return new EncodingFilter(field, new Set(encodings));
  },
};

class EncodingFilter implements BoundFilter {
  readonly cost: number = FILTER_COST.presence;
  private readonly field: string;
  private readonly encodings: ReadonlySet<string>;

  constructor(field: string, encodings: ReadonlySet<string>) {
    this.field = field;
    this.encodings = encodings;
  }

  decide(): Decision {
    return 'some';
  }

  count(block: Block): number | undefined {
    const column = block.column(this.field);
    return column !== undefined && this.encodings.has(column.encoding) ? column.rows.count : 0;
  }

  apply(block: Block, selection: Bitmap): void {
    const column = block.column(this.field);
    if (column !== undefined && this.encodings.has(column.encoding)) selection.and(column.rows.presence());
    else selection.words.fill(0);
  }
}
