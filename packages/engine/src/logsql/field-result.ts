import type { Cursor } from './cursor.ts';
import type { Printer } from './printer.ts';

/** `field` or `(field)`. */
export function fieldWithOptionalBrackets(cursor: Cursor): string {
  if (!cursor.accept('(')) return cursor.field();
  const field = cursor.field();
  cursor.expect(')');
  return field;
}

/** `(field) as name`: a field and where the result goes. */
export function parseFieldResult(cursor: Cursor): { field: string; resultField: string } {
  const field = fieldWithOptionalBrackets(cursor);
  return { field, resultField: cursor.resultField('_msg') };
}

export function printFieldResult(node: { field: string; resultField: string }, printer: Printer): string {
  const result = node.resultField === '_msg' ? '' : ` as ${printer.name(node.resultField)}`;
  return `(${printer.name(node.field)})${result}`;
}
