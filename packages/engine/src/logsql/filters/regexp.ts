import { onlyArgument } from '../filter-arguments.ts';
import { requireRegexp } from '../regexp-pattern.ts';
import type { FilterSyntax } from '../syntax-entry.ts';

/** `~"pattern"`, `re("pattern")`. */
export const regexpFilter: FilterSyntax<'regexp'> = {
  kind: 'regexp',
  names: ['~', 're'],
  help: {
    syntax: '~"pattern"',
    description: 'rows in which the field contains a match of the regular expression (RE2 syntax)',
    example: '~"err|warn" path:~"^/api/v[0-9]+"',
  },
  parse(cursor, field) {
    const isFunction = cursor.next().keyword === 're';
    const expected = 'a regular expression';
    const pattern = requireRegexp(cursor, isFunction ? onlyArgument(cursor, expected) : cursor.compound(expected));
    if (pattern === '' || pattern === '.*') return { kind: 'all' };
    const column = field ?? '_msg';
    return pattern === '.+' ? { kind: 'any-value', field: column } : { kind: 'regexp', field: column, pattern };
  },
  print: (node, printer) => `${printer.prefix(node.field)}~${printer.value(node.pattern)}`,
};
