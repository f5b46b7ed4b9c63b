import { rewriteFilter } from '../logsql/rewrite-filter.ts';
import type { QueryFilterNode } from '../logsql/syntax-tree.ts';
import { fieldNameOf } from './field-name.ts';

/**
 * A filter of a rule on the names of stored columns: `timestamp` is `_time` and `message` is `_msg`, also in rows that have a
 * field of that name besides. In queries these come first (`AliasFilter`).
 */
export function resolveFieldAliases(filter: QueryFilterNode): QueryFilterNode {
  return rewriteFilter(filter, (node) => {
    if (node.kind === 'stream')
      return { kind: 'stream', alternatives: node.alternatives.map((all) => all.map(withLabel)) };
    if (!('field' in node)) return node;
    const field = fieldNameOf(node.field);
    if (!('other' in node)) return field === node.field ? node : { ...node, field };
    return { ...node, field, other: fieldNameOf(node.other) };
  });
}

function withLabel<T extends { readonly label: string }>(matcher: T): T {
  return { ...matcher, label: fieldNameOf(matcher.label) };
}
