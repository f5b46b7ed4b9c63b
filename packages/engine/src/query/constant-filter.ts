import type { BoundFilter } from './bound-filter.ts';
import { FILTER_COST } from './filter-cost.ts';

/** Passes every row. */
export const EVERY_ROW: BoundFilter = {
  cost: FILTER_COST.constant,
  decide: () => 'all',
  count: (block) => block.rowCount,
  apply: () => {},
};

/** Passes no row. */
export const NO_ROW: BoundFilter = {
  cost: FILTER_COST.constant,
  decide: () => 'none',
  count: () => 0,
  apply: (_block, selection) => {
    selection.words.fill(0);
  },
};
