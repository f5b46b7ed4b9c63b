import type { StreamMatcher, StreamNode } from '../../logsql/leaf-filter-node.ts';
import type { QueryFilterNode } from '../../logsql/syntax-tree.ts';
import type { FilterOperator } from '../bound-filter.ts';

/** We have no streams beside the fields, so that labels are fields: `{app="nginx"}` is `app:="nginx"`. */
export const streamFilter: FilterOperator<StreamNode> = {
  bind: ({ alternatives }, bindFilter) => {
    const filters = alternatives.map((all): QueryFilterNode => {
      const matchers = all.map(matcherNode);
      return matchers.length === 0
        ? { kind: 'all' }
        : matchers.length === 1
          ? matchers[0]!
          : { kind: 'and', filters: matchers };
    });
    return bindFilter(filters.length === 1 ? filters[0]! : { kind: 'or', filters });
  },
};

function matcherNode(matcher: StreamMatcher): QueryFilterNode {
  const field = matcher.label;
  switch (matcher.operator) {
    case '=':
      return { kind: 'exact', field, text: matcher.value };
    case '!=':
      return { kind: 'not', filter: { kind: 'exact', field, text: matcher.value } };
    case '=~':
      return wholeValue(field, matcher.value);
    case '!~':
      return { kind: 'not', filter: wholeValue(field, matcher.value) };
    case 'in':
      return { kind: 'in', field, values: matcher.values };
    case 'not_in':
      return { kind: 'not', filter: { kind: 'in', field, values: matcher.values } };
  }
}

function wholeValue(field: string, pattern: string): QueryFilterNode {
  if (pattern === '.*') return { kind: 'all' };
  if (pattern === '.+') return { kind: 'any-value', field };
  return { kind: 'regexp', field, pattern: `^(?:${pattern})$` };
}
