import type { Cursor } from './cursor.ts';
import { tryTexts } from './filter-arguments.ts';
import type { Query, QueryFilterNode } from './syntax-tree.ts';

/**
 * What stands in the brackets of `in`, `contains_all` and `contains_any`: values, or a query that ends with one field.
 * A lone `*`, as value or as query, is every row. The cursor stands at the name.
 */
export function parseValuesOrQuery(
  cursor: Cursor,
  field: string | null,
  match: 'in' | 'contains-all' | 'contains-any',
): QueryFilterNode {
  const column = field ?? '_msg';
  const name = cursor.next();
  const mark = cursor.mark();
  const values = tryTexts(cursor);
  if (values === 'all') return { kind: 'all' };
  if (values !== undefined) return { kind: match, field: column, values };
  cursor.rewind(mark);
  const query = cursor.queryInBrackets();
  if (isEveryRow(query)) return { kind: 'all' };
  const source = resultColumn(query);
  if (source === undefined) {
    cursor.fail("a query that ends with '| fields name' or '| uniq by (name)'", {
      at: name,
      problem: `the query in ${name.text}(…) does not end with one field`,
    });
  }
  return { kind: 'subquery', field: column, match, query, column: source };
}

function isEveryRow(query: Query): boolean {
  return query.pipes.length === 0 && query.filter.kind === 'all';
}

/** The one field of the last pipe. */
function resultColumn(query: Query): string | undefined {
  const last = query.pipes.at(-1);
  const fields = last?.kind === 'fields' ? last.fields : last?.kind === 'uniq' ? last.by : [];
  return fields.length === 1 && !fields[0]!.endsWith('*') ? fields[0] : undefined;
}
