import { acceptStar, argumentText } from '../filter-arguments.ts';
import type { FilterSyntax } from '../syntax-entry.ts';

/** `="text"`, `="text"*`, `exact(…)`; `=` alone at the end of a query is the empty text. */
export const exactFilter: FilterSyntax<'exact'> = {
  kind: 'exact',
  names: ['=', 'exact'],
  help: {
    syntax: '="text" | ="text"*',
    description: 'rows in which the field is exactly this text, or begins with it',
    example: 'level:="error" path:="/api/"*',
  },
  parse(cursor, field) {
    const isFunction = cursor.next().keyword === 'exact';
    if (isFunction) cursor.expect('(');
    const text = argumentText(cursor);
    const isPrefix = acceptStar(cursor);
    const isMissing = text === '' && !isPrefix && cursor.previous?.kind !== 'string';
    if (isMissing && (isFunction || !(cursor.atEnd || cursor.is('*')))) cursor.fail('a text');
    if (isFunction) cursor.expect(')');
    if (text === '' && isPrefix) return { kind: 'all' };
    return { kind: isPrefix ? 'exact-prefix' : 'exact', field: field ?? '_msg', text };
  },
  print: (node, printer) => `${printer.prefix(node.field)}=${printer.value(node.text)}`,
};
