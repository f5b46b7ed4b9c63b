import type { FilterSyntax } from '../syntax-entry.ts';

/** `field:*`; the entry `all` parses it. */
export const anyValueFilter: FilterSyntax<'any-value'> = {
  kind: 'any-value',
  names: [],
  help: { syntax: 'field:*', description: 'rows in which the field is not empty', example: 'host.hostname:*' },
  print: (node, printer) => (node.field === '_msg' ? '_msg:*' : `${printer.prefix(node.field)}*`),
};
