import { lowerCase } from '../../entry/lower-case.ts';
import type { LevelNode } from '../../logsql/filter-node.ts';
import type { FilterOperator } from '../bound-filter.ts';
import { NO_ROW } from '../constant-filter.ts';
import { FieldFilter } from '../field-filter.ts';
import { FILTER_COST } from '../filter-cost.ts';

export const levelFilter: FilterOperator<LevelNode> = {
  bind: ({ names }) => {
    if (names.length === 0) return NO_ROW;
    const wanted = new Set(names.map(lowerCase));
    return new FieldFilter('level', { test: (text) => wanted.has(lowerCase(text)) }, FILTER_COST.dictionary);
  },
};
