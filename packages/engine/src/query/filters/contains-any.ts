import type { ContainsAnyNode } from '../../logsql/leaf-filter-node.ts';
import { anyPhrase } from '../any-phrase.ts';
import type { FilterOperator } from '../bound-filter.ts';
import { EVERY_ROW, NO_ROW } from '../constant-filter.ts';
import { FieldFilter } from '../field-filter.ts';
import { FILTER_COST } from '../filter-cost.ts';
import { phraseNodes } from '../phrase-nodes.ts';
import { orFilter } from './or.ts';

/** From so many values on, looking each word of a text up costs less than looking for each value. */
const MANY_VALUES = 16;

/** The empty value stands everywhere. */
export const containsAnyFilter: FilterOperator<ContainsAnyNode> = {
  bind: ({ field, values }, bindFilter) => {
    if (values.length === 0) return NO_ROW;
    if (values.includes('')) return EVERY_ROW;
    const filters = phraseNodes(field, values);
    if (filters.length >= MANY_VALUES) {
      return new FieldFilter(field, anyPhrase(filters.map(({ text }) => text)), FILTER_COST.list);
    }
    return filters.length === 1 ? bindFilter(filters[0]!) : orFilter.bind({ kind: 'or', filters }, bindFilter);
  },
};
