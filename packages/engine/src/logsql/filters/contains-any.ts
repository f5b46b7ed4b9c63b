import { printTexts } from '../filter-arguments.ts';
import type { FilterSyntax } from '../syntax-entry.ts';
import { parseValuesOrQuery } from '../values-or-query.ts';

/** `contains_any(a, b)`, `contains_any(query)`. */
export const containsAnyFilter: FilterSyntax<'contains-any'> = {
  kind: 'contains-any',
  names: ['contains_any'],
  help: {
    syntax: 'contains_any(a, b, …) | contains_any(query)',
    description: 'rows in which the field contains one of the words and phrases',
    example: 'contains_any(foo, "bar baz")',
  },
  parse: (cursor, field) => parseValuesOrQuery(cursor, field, 'contains-any'),
  print(node, printer) {
    return `${printer.prefix(node.field)}contains_any${printTexts(node.values, printer)}`;
  },
};
