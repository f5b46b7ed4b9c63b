import type { QueryFilterNode } from './syntax-tree.ts';

/**
 * The filter with every node exchanged for what `rewrite` makes of it, parts before wholes. Goes into AND, OR and NOT
 * but not into subqueries. Nodes without a change are kept, so that an unchanged filter is returned itself.
 */
export function rewriteFilter(
  filter: QueryFilterNode,
  rewrite: (node: QueryFilterNode) => QueryFilterNode,
): QueryFilterNode {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const filters = filter.filters.map((part) => rewriteFilter(part, rewrite));
      const isSame = filters.every((part, index) => part === filter.filters[index]);
      return rewrite(isSame ? filter : { kind: filter.kind, filters });
    }
    case 'not': {
      const part = rewriteFilter(filter.filter, rewrite);
      return rewrite(part === filter.filter ? filter : { kind: 'not', filter: part });
    }
    default:
      return rewrite(filter);
  }
}
