import { type WeekRangeNode, weekRangeDays } from '../../logsql/leaf-filter-node.ts';
import type { FilterOperator } from '../bound-filter.ts';
import { EVERY_ROW, NO_ROW } from '../constant-filter.ts';
import { TimeOfWeekFilter } from '../time-of-week-filter.ts';

export const weekRangeFilter: FilterOperator<WeekRangeNode> = {
  bind: (node) => {
    const { startDay, endDay } = weekRangeDays(node);
    if (startDay > endDay) return NO_ROW;
    if (startDay <= 0 && endDay >= 6) return EVERY_ROW;
    return new TimeOfWeekFilter({ startDay, endDay, startNs: 0, endNs: Infinity }, node.offset?.ns ?? 0n);
  },
};
