import { compareUtf8 } from '../../bytes/utf8-order.ts';
import type { StringRangeNode } from '../../logsql/leaf-filter-node.ts';
import type { FilterOperator } from '../bound-filter.ts';
import { FieldFilter } from '../field-filter.ts';
import { FILTER_COST } from '../filter-cost.ts';

export const stringRangeFilter: FilterOperator<StringRangeNode> = {
  bind: (node) => new FieldFilter(node.field, { test: (text) => isWithin(text, node) }, FILTER_COST.substring),
};

function isWithin(text: string, { low, lowInclusive, high, highInclusive }: StringRangeNode): boolean {
  const aboveLow = compareUtf8(text, low);
  if (aboveLow < 0 || (aboveLow === 0 && !lowInclusive)) return false;
  if (high === null) return true;
  const aboveHigh = compareUtf8(text, high);
  return aboveHigh < 0 || (aboveHigh === 0 && highInclusive);
}
