import { DAY_MS } from '../../entry/civil-date.ts';
import { type DayRangeNode, dayRangeBounds } from '../../logsql/leaf-filter-node.ts';
import type { FilterOperator } from '../bound-filter.ts';
import { EVERY_ROW, NO_ROW } from '../constant-filter.ts';
import { TimeOfWeekFilter } from '../time-of-week-filter.ts';

const NS_PER_DAY = DAY_MS * 1e6;

export const dayRangeFilter: FilterOperator<DayRangeNode> = {
  bind: (node) => {
    const { startNs, endNs } = dayRangeBounds(node);
    if (startNs > endNs) return NO_ROW;
    if (startNs <= 0 && endNs >= NS_PER_DAY - 1) return EVERY_ROW;
    return new TimeOfWeekFilter({ startDay: 0, endDay: 6, startNs, endNs }, node.offset?.ns ?? 0n);
  },
};
