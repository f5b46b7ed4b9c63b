import type { TypedEqualsNode } from '../../logsql/filter-node.ts';
import type { BoundFilter, FilterOperator } from '../bound-filter.ts';
import { numberEqualTo } from '../number-predicate.ts';
import { oneOfTexts } from '../pattern-predicate.ts';
import { TypedFilter } from '../typed-filter.ts';

export const typedEqualsFilter: FilterOperator<TypedEqualsNode> = {
  bind: ({ field, value }): BoundFilter => {
    if (value === null) return new TypedFilter(field, oneOfTexts(new Set([''])), ['missing', 'null']);
    if (typeof value === 'string') return new TypedFilter(field, oneOfTexts(new Set([value])), ['string']);
    if (typeof value === 'boolean') return new TypedFilter(field, oneOfTexts(new Set([String(value)])), ['boolean']);
    return new TypedFilter(field, numberEqualTo(value), ['number']);
  },
};
