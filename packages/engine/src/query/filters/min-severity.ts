import { severityScore } from '../../entry/level.ts';
import type { MinSeverityNode } from '../../logsql/filter-node.ts';
import type { FilterOperator } from '../bound-filter.ts';
import { FieldFilter } from '../field-filter.ts';
import { FILTER_COST } from '../filter-cost.ts';

export const minSeverityFilter: FilterOperator<MinSeverityNode> = {
  bind: ({ score }) =>
    new FieldFilter('level', { test: (text) => severityScore(text) >= score }, FILTER_COST.dictionary),
};
