import type { QueryFilterNode } from '../logsql/syntax-tree.ts';

/** A text that two filters share only if they are the same node: same kind, same fields, same parts in the same order. */
export function filterKey(node: QueryFilterNode): string {
  return JSON.stringify(node, (_key, value: unknown) => {
    if (typeof value === 'bigint') return { bigint: value.toString() };
    // JSON writes null for both; the ends of a range are often open.
    if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) return { infinity: value > 0 };
    return value;
  });
}
