import type { FilterSyntax } from '../syntax-entry.ts';

/** `err*`, `"unexpected fail"*`. */
export const prefixFilter: FilterSyntax<'prefix'> = {
  kind: 'prefix',
  names: [],
  help: {
    syntax: 'word* | "some phrase"*',
    description: 'rows that contain a word or phrase that begins so',
    example: 'err* level:warn*',
  },
  print(node, printer) {
    const text = `${printer.value(node.text)}*`;
    return printer.prefix(node.field) + (node.ignoreCase ? `i(${text})` : text);
  },
};
