import { rewriteFilter } from '../logsql/rewrite-filter.ts';
import type { Query, QueryFilterNode, SubqueryNode } from '../logsql/syntax-tree.ts';

/** Gives the distinct texts of a column in the rows of a query; `''` is among them where a row has none. */
export type RunSubquery = (query: Query, column: string) => readonly string[];

/** The filter with the values of each subquery in its place. Equal subqueries are run once if `run` sees to it. */
export function replaceSubqueries(filter: QueryFilterNode, run: RunSubquery): QueryFilterNode {
  return rewriteFilter(filter, (node) =>
    node.kind === 'subquery' ? withValues(node, run(node.query, node.column)) : node,
  );
}

/** What a subquery is once its values are known. */
export function withValues({ match, field }: SubqueryNode, values: readonly string[]): QueryFilterNode {
  return { kind: match, field, values };
}
