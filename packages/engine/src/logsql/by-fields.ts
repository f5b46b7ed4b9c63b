import type { Cursor } from './cursor.ts';

/**
 * `by (a, b)`, `(a, b)` or `a, b`.
 * @param keywords What may stand here instead, so that the fields are missing.
 */
export function parseByFields(cursor: Cursor, keywords: readonly string[]): string[] {
  cursor.accept('by');
  const { token } = cursor;
  if (cursor.atPipeEnd || cursor.is(...keywords)) cursor.fail('at least one field');
  const fields = cursor.is('(') ? cursor.fieldsInBrackets() : cursor.fields();
  if (fields.length === 0) cursor.fail('at least one field', { at: token });
  return fields;
}

/** The name, with as many `s` after it as it takes to differ from the others. */
export function freeName(name: string, others: readonly string[]): string {
  let free = name;
  while (others.includes(free)) free += 's';
  return free;
}
