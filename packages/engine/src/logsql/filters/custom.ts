import type { FilterSyntax } from '../syntax-entry.ts';

/** A filter that was added to the registry and is no longer in it, so that nothing can print what it holds. */
export const customFilter: FilterSyntax<'custom'> = {
  kind: 'custom',
  names: [],
  help: { syntax: 'name(…)', description: 'a filter of an extension', example: '*' },
  print: (node, printer) => `${printer.prefix(node.field)}${node.name}()`,
};
