import type { FilterSyntax } from '../syntax-entry.ts';

/** `in(query | fields column)` and the like; the entries `in`, `contains-all` and `contains-any` parse it. */
export const subqueryFilter: FilterSyntax<'subquery'> = {
  kind: 'subquery',
  names: [],
  help: {
    syntax: 'in(query | fields column)',
    description: 'rows in which the field is one of the values that the query gives',
    example: 'user_id:in(_time:1d path:admin | fields user_id)',
  },
  print(node, printer) {
    return `${printer.prefix(node.field)}${node.match.replace('-', '_')}(${printer.query(node.query)})`;
  },
};
