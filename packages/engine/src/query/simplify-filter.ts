import type { QueryFilterNode } from '../logsql/syntax-tree.ts';

const ALL: QueryFilterNode = { kind: 'all' };
const NONE: QueryFilterNode = { kind: 'or', filters: [] };

/**
 * The same filter with nested conjunctions and disjunctions flattened, double negations and parts that pass every row
 * or no row taken out, so that one filter and a time range are seen as just that.
 */
export function simplifyFilter(node: QueryFilterNode): QueryFilterNode {
  switch (node.kind) {
    case 'and':
      return simplifyAnd(node.filters.map(simplifyFilter));
    case 'or':
      return simplifyOr(node.filters.map(simplifyFilter));
    case 'not':
      return simplifyNot(simplifyFilter(node.filter));
    default:
      return node;
  }
}

function simplifyAnd(filters: readonly QueryFilterNode[]): QueryFilterNode {
  const parts = filters.flatMap((part) => (part.kind === 'and' ? part.filters : [part]));
  if (parts.some(isNone)) return NONE;
  const kept = parts.filter((part) => part.kind !== 'all');
  return kept.length === 0 ? ALL : kept.length === 1 ? kept[0]! : { kind: 'and', filters: kept };
}

function simplifyOr(filters: readonly QueryFilterNode[]): QueryFilterNode {
  const parts = filters.flatMap((part) => (part.kind === 'or' ? part.filters : [part]));
  if (parts.some((part) => part.kind === 'all')) return ALL;
  return parts.length === 1 ? parts[0]! : { kind: 'or', filters: parts };
}

function simplifyNot(filter: QueryFilterNode): QueryFilterNode {
  if (filter.kind === 'not') return filter.filter;
  if (filter.kind === 'all') return NONE;
  return isNone(filter) ? ALL : { kind: 'not', filter };
}

function isNone(node: QueryFilterNode): boolean {
  return node.kind === 'or' && node.filters.length === 0;
}
