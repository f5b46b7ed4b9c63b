import { rewriteFilter } from '../logsql/rewrite-filter.ts';
import type { Query, QueryFilterNode } from '../logsql/syntax-tree.ts';

/** Gives the distinct texts of a column in the rows of a query; `''` is among them where a row has none. */
export type RunSubquery = (query: Query, column: string) => readonly string[];

/** The filter with the values of each subquery in its place. Equal subqueries are run once if `run` sees to it. */
export function replaceSubqueries(filter: QueryFilterNode, run: RunSubquery): QueryFilterNode {
  return rewriteFilter(filter, (node) =>
    node.kind === 'subquery' ? { kind: node.match, field: node.field, values: run(node.query, node.column) } : node,
  );
}
