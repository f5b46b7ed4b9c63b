import { optionalLimit } from './count-argument.ts';
import type { Cursor } from './cursor.ts';
import { printLimit } from './print-limit.ts';
import type { Printer } from './printer.ts';

interface Fields {
  readonly kind: string;
  readonly fields: readonly string[];
}

/** `(a, b*)`; no arguments are all fields. */
export function parsePatternFields(cursor: Cursor): string[] {
  const fields = cursor.fieldPatternsInBrackets();
  return fields.length === 0 ? ['*'] : fields;
}

export function printPatternFields(node: Fields, printer: Printer): string {
  return `${node.kind}(${printer.names(node.fields)})`;
}

/** `(a, b*) [limit N]` */
export function parseLimitedPatternFields(cursor: Cursor): { fields: string[]; limit: number } {
  return { fields: parsePatternFields(cursor), limit: optionalLimit(cursor) };
}

/** `(a, b) [limit N]`, at least one field and no patterns. */
export function parseLimitedFields(cursor: Cursor): { fields: string[]; limit: number } {
  const { token } = cursor;
  const fields = cursor.fieldsInBrackets();
  if (fields.length === 0) cursor.fail('at least one field', { at: token });
  return { fields, limit: optionalLimit(cursor) };
}

export function printLimitedFields(node: Fields & { readonly limit: number }, printer: Printer): string {
  return printPatternFields(node, printer) + printLimit(node.limit);
}

/** `(field)` or `(field, a, b*)`; no further arguments are all fields. */
export function parseRowExtreme(cursor: Cursor): { field: string; fields: string[] } {
  const { token } = cursor;
  const [field, ...fields] = cursor.fieldPatternsInBrackets();
  if (field === undefined || field.endsWith('*')) cursor.fail('the field to compare', { at: token });
  return { field, fields: allOrNamed(fields) };
}

/** All fields where none is named, or `*` is among them. */
export function allOrNamed(fields: readonly string[]): string[] {
  return fields.length === 0 || fields.includes('*') ? ['*'] : [...fields];
}

export function printRowExtreme(node: Fields & { readonly field: string }, printer: Printer): string {
  const others = node.fields.length === 1 && node.fields[0] === '*' ? [] : node.fields;
  return `${node.kind}(${printer.names([node.field, ...others])})`;
}
