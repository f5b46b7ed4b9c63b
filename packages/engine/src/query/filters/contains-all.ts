import type { ContainsAllNode } from '../../logsql/leaf-filter-node.ts';
import type { FilterOperator } from '../bound-filter.ts';
import { EVERY_ROW } from '../constant-filter.ts';
import { phraseNodes } from '../phrase-nodes.ts';
import { andFilter } from './and.ts';

/** The empty value stands everywhere. */
export const containsAllFilter: FilterOperator<ContainsAllNode> = {
  bind: ({ field, values }, bindFilter) => {
    const filters = phraseNodes(field, values);
    if (filters.length === 0) return EVERY_ROW;
    return filters.length === 1 ? bindFilter(filters[0]!) : andFilter.bind({ kind: 'and', filters }, bindFilter);
  },
};
