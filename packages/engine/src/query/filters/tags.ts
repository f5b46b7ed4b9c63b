import type { TagsNode } from '../../logsql/filter-node.ts';
import type { FilterOperator } from '../bound-filter.ts';
import { EVERY_ROW, NO_ROW } from '../constant-filter.ts';
import { FieldFilter } from '../field-filter.ts';
import { FILTER_COST } from '../filter-cost.ts';
import { tagsOfText } from '../tag-list.ts';

/** Characters that JSON never escapes, so that they stand in the text of a list as they are. */
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/;

/** Of no elements, 'any' passes no row and 'all' passes every row. */
export const tagsFilter: FilterOperator<TagsNode> = {
  bind: ({ mode, elements }) => {
    if (elements.length === 0) return mode === 'any' ? NO_ROW : EVERY_ROW;
    const wanted = new Set(elements);
    const needed = mode === 'all' || wanted.size === 1 ? [...wanted] : [];
    const predicate = {
      test: (text: string) => (mode === 'any' ? hasAny(text, wanted) : hasAll(text, wanted)),
      requiredTexts: needed.filter((element) => PLAIN.test(element)),
    };
    return new FieldFilter('tags', predicate, FILTER_COST.list);
  },
};

function hasAny(text: string, wanted: ReadonlySet<string>): boolean {
  return tagsOfText(text).some((tag) => wanted.has(tag));
}

function hasAll(text: string, wanted: ReadonlySet<string>): boolean {
  return wanted.isSubsetOf(new Set(tagsOfText(text)));
}
