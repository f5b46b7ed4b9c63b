import type { TagsNode } from '../../logsql/filter-node.ts';
import type { FilterOperator } from '../bound-filter.ts';
import { EVERY_ROW, NO_ROW } from '../constant-filter.ts';
import { FieldFilter } from '../field-filter.ts';
import { FILTER_COST } from '../filter-cost.ts';
import { tagsOfText } from '../tag-list.ts';

/** Of no elements, 'any' passes no row and 'all' passes every row. */
export const tagsFilter: FilterOperator<TagsNode> = {
  bind: ({ mode, elements }) => {
    if (elements.length === 0) return mode === 'any' ? NO_ROW : EVERY_ROW;
    const wanted = new Set(elements);
    const hasWanted = mode === 'any' ? hasAny : hasAll;
    const predicate = { test: (text: string) => hasWanted(text, wanted) };
    return new FieldFilter('tags', predicate, FILTER_COST.list);
  },
};

function hasAny(text: string, wanted: ReadonlySet<string>): boolean {
  return tagsOfText(text).some((tag) => wanted.has(tag));
}

function hasAll(text: string, wanted: ReadonlySet<string>): boolean {
  return wanted.isSubsetOf(new Set(tagsOfText(text)));
}
