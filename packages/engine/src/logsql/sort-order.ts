import type { Cursor } from './cursor.ts';
import type { Printer } from './printer.ts';
import type { SortField } from './syntax-tree.ts';

/** `by (a desc, b)`; empty if neither `by` nor a bracket stands here. */
export function parseSortBy(cursor: Cursor): SortField[] {
  if (!cursor.accept('by') && !cursor.is('(')) return [];
  return cursor.list(() => ({ field: cursor.field(), descending: acceptDescending(cursor) }));
}

/** `desc` or `asc`; false if none stands here. */
export function acceptDescending(cursor: Cursor): boolean {
  if (cursor.accept('desc')) return true;
  cursor.accept('asc');
  return false;
}

/** `partition by (a, b)`; empty if no `partition` stands here. */
export function parsePartition(cursor: Cursor): string[] {
  if (!cursor.accept('partition')) return [];
  cursor.accept('by');
  return cursor.fieldsInBrackets();
}

/** `rank [as name]`; null if no `rank` stands here. Only `limit` and the end of the pipe are no name, as in the reference. */
export function parseRank(cursor: Cursor): string | null {
  if (!cursor.accept('rank')) return null;
  if (cursor.accept('as')) return cursor.field('the name of the rank');
  const named = !cursor.atPipeEnd && !cursor.is('limit');
  return named ? cursor.field('the name of the rank') : 'rank';
}

export function printSortBy(by: readonly SortField[], printer: Printer): string {
  if (by.length === 0) return '';
  return ` by (${by.map(({ field, descending }) => printer.name(field) + (descending ? ' desc' : '')).join(', ')})`;
}

export function printPartition(fields: readonly string[], printer: Printer): string {
  return fields.length === 0 ? '' : ` partition by (${printer.names(fields)})`;
}

export function printRank(field: string | null, printer: Printer): string {
  return field === null ? '' : ` rank as ${printer.name(field)}`;
}
