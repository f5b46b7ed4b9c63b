import type { FilterSyntax } from '../syntax-entry.ts';

/** `field:""`. */
export const emptyFilter: FilterSyntax<'empty'> = {
  kind: 'empty',
  names: [],
  help: { syntax: 'field:""', description: 'rows without the field, or with an empty one', example: 'user_id:""' },
  print: (node, printer) => `${printer.prefix(node.field)}""`,
};
