import type { Cursor } from './cursor.ts';
import type { Printer } from './printer.ts';
import type { PackPipe } from './syntax-tree.ts';

/** `[fields (a, b*)] [as name]` after `pack_json` or `pack_logfmt`. */
export function parsePack<K extends PackPipe['kind']>(cursor: Cursor, kind: K): PackPipe & { kind: K } {
  const listed = cursor.accept('fields') ? cursor.fieldPatternsInBrackets() : [];
  const fields = listed.includes('*') ? [] : listed;
  return { kind, fields, resultField: cursor.resultField('_msg') };
}

export function printPack(node: PackPipe, printer: Printer): string {
  const fields = node.fields.length === 0 ? '' : ` fields (${printer.names(node.fields)})`;
  return `${node.kind}${fields}${node.resultField === '_msg' ? '' : ` as ${printer.name(node.resultField)}`}`;
}
