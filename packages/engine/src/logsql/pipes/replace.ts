import { optionalLimit } from '../count-argument.ts';
import { printLimit } from '../print-limit.ts';
import type { PipeSyntax } from '../syntax-entry.ts';

export const replacePipe: PipeSyntax<'replace'> = {
  name: 'replace',
  keywords: ['if', 'at', 'limit'],
  help: {
    syntax: 'replace [if (filter)] ("old", "new") [at field] [limit N]',
    description: 'replaces a text in a field',
    example: '_time:5m | replace ("secret-password", "***") at _msg',
  },
  parse(cursor) {
    const condition = cursor.condition();
    cursor.expect('(');
    const search = cursor.value('the text to be replaced');
    cursor.expect(',');
    const replacement = cursor.value('the replacement');
    cursor.expect(')');
    const field = cursor.accept('at') ? cursor.field() : '_msg';
    return { kind: 'replace', condition, search, replacement, field, limit: optionalLimit(cursor) };
  },
  print(node, printer) {
    const at = node.field === '_msg' ? '' : ` at ${printer.name(node.field)}`;
    const texts = `(${printer.quoted(node.search)}, ${printer.quoted(node.replacement)})`;
    return `replace${printer.condition(node.condition)} ${texts}${at}${printLimit(node.limit)}`;
  },
};
