import type { Cursor } from './cursor.ts';
import type { Printer } from './printer.ts';
import { parseResultOptions, printResultOptions } from './result-options.ts';
import type { UnpackPipe } from './syntax-tree.ts';

/** `[if (…)] [from field] [fields (…)] [result_prefix text] [options]` after `unpack_json` or `unpack_logfmt`. */
export function parseUnpack<K extends UnpackPipe['kind']>(cursor: Cursor, kind: K): UnpackPipe & { kind: K } {
  const condition = cursor.condition();
  const from = parseFrom(cursor, ['fields', 'result_prefix', 'keep_original_fields', 'skip_empty_results']);
  const listed = cursor.accept('fields') ? cursor.fieldPatternsInBrackets() : [];
  const fields = listed.length === 0 ? ['*'] : listed;
  return { kind, condition, from, fields, resultPrefix: parseResultPrefix(cursor), ...parseResultOptions(cursor) };
}

/** `from field` or just `field`; `_msg` if one of the keywords or the end of the pipe stands here. */
export function parseFrom(cursor: Cursor, keywords: readonly string[]): string {
  if (!cursor.accept('from') && (cursor.atPipeEnd || cursor.is(...keywords))) return '_msg';
  return cursor.field();
}

export function parseResultPrefix(cursor: Cursor): string {
  return cursor.accept('result_prefix') ? cursor.value('a prefix') : '';
}

export function printUnpack(node: UnpackPipe, printer: Printer): string {
  const fields = node.fields.length === 1 && node.fields[0] === '*' ? '' : ` fields (${printer.names(node.fields)})`;
  const source = printFrom(node.from, printer) + fields + printResultPrefix(node.resultPrefix, printer);
  return `${node.kind}${printer.condition(node.condition)}${source}${printResultOptions(node)}`;
}

export function printFrom(from: string, printer: Printer): string {
  return from === '_msg' ? '' : ` from ${printer.name(from)}`;
}

export function printResultPrefix(prefix: string, printer: Printer): string {
  return prefix === '' ? '' : ` result_prefix ${printer.quoted(prefix)}`;
}
