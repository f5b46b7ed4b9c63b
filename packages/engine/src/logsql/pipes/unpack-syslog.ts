import { optionalOffset } from '../filter-arguments.ts';
import type { PipeSyntax } from '../syntax-entry.ts';
import { parseFrom, parseResultPrefix, printFrom, printResultPrefix } from '../unpack-syntax.ts';

export const unpackSyslogPipe: PipeSyntax<'unpack_syslog'> = {
  name: 'unpack_syslog',
  keywords: ['if', 'from', 'offset', 'result_prefix', 'keep_original_fields'],
  help: {
    syntax: 'unpack_syslog [if (filter)] [from field] [offset duration] [result_prefix "text"] [keep_original_fields]',
    description: 'makes fields of a syslog message (RFC 3164 or RFC 5424)',
    example: '_time:5m | unpack_syslog offset 5h30m',
  },
  parse(cursor) {
    const condition = cursor.condition();
    const from = parseFrom(cursor, ['offset', 'result_prefix', 'keep_original_fields']);
    const offset = optionalOffset(cursor);
    const resultPrefix = parseResultPrefix(cursor);
    const keepOriginalFields = cursor.accept('keep_original_fields');
    return { kind: 'unpack_syslog', condition, from, offset, resultPrefix, keepOriginalFields };
  },
  print(node, printer) {
    const offset = node.offset === null ? '' : ` offset ${node.offset.text}`;
    const source = printFrom(node.from, printer) + offset + printResultPrefix(node.resultPrefix, printer);
    return `unpack_syslog${printer.condition(node.condition)}${source}${node.keepOriginalFields ? ' keep_original_fields' : ''}`;
  },
};
