import type { LengthRangeNode } from '../../logsql/leaf-filter-node.ts';
import type { FilterOperator } from '../bound-filter.ts';
import { NO_ROW } from '../constant-filter.ts';
import { FieldFilter } from '../field-filter.ts';
import { FILTER_COST } from '../filter-cost.ts';

export const lengthRangeFilter: FilterOperator<LengthRangeNode> = {
  bind: ({ field, min, max }) =>
    min > max ? NO_ROW : new FieldFilter(field, { test: (text) => hasLength(text, min, max) }, FILTER_COST.substring),
};

/** Code points are counted only where the number of UTF-16 units leaves it open. */
function hasLength(text: string, min: number, max: number): boolean {
  const units = text.length;
  if (units < min || Math.ceil(units / 2) > max) return false;
  if (units <= max && Math.ceil(units / 2) >= min) return true;
  const length = codePointCount(text);
  return length >= min && length <= max;
}

function codePointCount(text: string): number {
  let count = text.length;
  for (let i = 0; i + 1 < text.length; i++) {
    const isPair = isSurrogate(text.charCodeAt(i), 0xd800) && isSurrogate(text.charCodeAt(i + 1), 0xdc00);
    if (!isPair) continue;
    count--;
    i++;
  }
  return count;
}

function isSurrogate(unit: number, first: number): boolean {
  return unit >= first && unit < first + 0x400;
}
