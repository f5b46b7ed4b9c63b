import { printTexts } from '../filter-arguments.ts';
import type { FilterSyntax } from '../syntax-entry.ts';
import { parseValuesOrQuery } from '../values-or-query.ts';

/** `in(a, b)`, `in(query)`. */
export const inFilter: FilterSyntax<'in'> = {
  kind: 'in',
  names: ['in'],
  help: {
    syntax: 'in(a, b, …) | in(query)',
    description: 'rows in which the field is one of the values, or one of those that the query gives',
    example: 'level:in("error", "fatal")',
  },
  parse: (cursor, field) => parseValuesOrQuery(cursor, field, 'in'),
  print: (node, printer) => `${printer.prefix(node.field)}in${printTexts(node.values, printer)}`,
};
