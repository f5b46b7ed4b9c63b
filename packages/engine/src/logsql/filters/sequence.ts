import { requireTexts } from '../filter-arguments.ts';
import type { FilterSyntax } from '../syntax-entry.ts';

/** `seq(a, b)`. */
export const sequenceFilter: FilterSyntax<'sequence'> = {
  kind: 'sequence',
  names: ['seq'],
  help: {
    syntax: 'seq(a, b, …)',
    description: 'rows in which the field contains the words and phrases in this order',
    example: 'seq("error", "open file")',
  },
  parse(cursor, field) {
    cursor.next();
    return { kind: 'sequence', field: field ?? '_msg', phrases: requireTexts(cursor) };
  },
  print(node, printer) {
    return `${printer.prefix(node.field)}seq(${node.phrases.map((text) => printer.value(text)).join(',')})`;
  },
};
