import type { FilterSyntax } from '../syntax-entry.ts';

/** `="text"*`; the entry `exact` parses it. */
export const exactPrefixFilter: FilterSyntax<'exact-prefix'> = {
  kind: 'exact-prefix',
  names: [],
  help: {
    syntax: '="text"*',
    description: 'rows in which the field begins with this text',
    example: '="Processing request"*',
  },
  print: (node, printer) => `${printer.prefix(node.field)}=${printer.value(node.text)}*`,
};
