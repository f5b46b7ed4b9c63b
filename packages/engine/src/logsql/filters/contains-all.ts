import { printTexts } from '../filter-arguments.ts';
import type { FilterSyntax } from '../syntax-entry.ts';
import { parseValuesOrQuery } from '../values-or-query.ts';

/** `contains_all(a, b)`, `contains_all(query)`. */
export const containsAllFilter: FilterSyntax<'contains-all'> = {
  kind: 'contains-all',
  names: ['contains_all'],
  help: {
    syntax: 'contains_all(a, b, …) | contains_all(query)',
    description: 'rows in which the field contains each of the words and phrases',
    example: 'contains_all(foo, "bar baz")',
  },
  parse: (cursor, field) => parseValuesOrQuery(cursor, field, 'contains-all'),
  print(node, printer) {
    return `${printer.prefix(node.field)}contains_all${printTexts(node.values, printer)}`;
  },
};
