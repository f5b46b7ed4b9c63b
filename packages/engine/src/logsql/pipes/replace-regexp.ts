import { optionalLimit } from '../count-argument.ts';
import { printLimit } from '../print-limit.ts';
import { requireRegexp } from '../regexp-pattern.ts';
import type { PipeSyntax } from '../syntax-entry.ts';

export const replaceRegexpPipe: PipeSyntax<'replace_regexp'> = {
  name: 'replace_regexp',
  keywords: ['if', 'at', 'limit'],
  help: {
    syntax: 'replace_regexp [if (filter)] ("pattern", "new $1") [at field] [limit N]',
    description: 'replaces the matches of a regular expression in a field',
    example: '_time:5m | replace_regexp ("host-(.+?)-foo", "$1") at _msg',
  },
  parse(cursor) {
    const condition = cursor.condition();
    cursor.expect('(');
    const pattern = requireRegexp(cursor, cursor.compound('a regular expression'));
    cursor.expect(',');
    const replacement = cursor.value('the replacement');
    cursor.expect(')');
    const field = cursor.accept('at') ? cursor.field() : '_msg';
    return { kind: 'replace_regexp', condition, pattern, replacement, field, limit: optionalLimit(cursor) };
  },
  print(node, printer) {
    const at = node.field === '_msg' ? '' : ` at ${printer.name(node.field)}`;
    const texts = `(${printer.quoted(node.pattern)}, ${printer.quoted(node.replacement)})`;
    return `replace_regexp${printer.condition(node.condition)} ${texts}${at}${printLimit(node.limit)}`;
  },
};
