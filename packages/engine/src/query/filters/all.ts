import type { AllNode } from '../../logsql/filter-node.ts';
import type { FilterOperator } from '../bound-filter.ts';
import { EVERY_ROW } from '../constant-filter.ts';

export const allFilter: FilterOperator<AllNode> = {
  bind: () => EVERY_ROW,
};
