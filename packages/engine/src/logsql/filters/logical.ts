import type { Printer } from '../printer.ts';
import type { FilterSyntax } from '../syntax-entry.ts';
import type { QueryFilterNode } from '../syntax-tree.ts';

/** `a b`, `a AND b`. Without parts it is every row. */
export const andFilter: FilterSyntax<'and'> = {
  kind: 'and',
  names: [],
  help: { syntax: 'a b | a and b', description: 'rows that pass both filters', example: 'error and level:warn*' },
  print(node, printer) {
    if (node.filters.length === 0) return '*';
    return node.filters.map((part) => operand(part, printer, ['and', 'or'])).join(' ');
  },
};

/** `a OR b`. Without parts it is no row. */
export const orFilter: FilterSyntax<'or'> = {
  kind: 'or',
  names: [],
  help: { syntax: 'a or b', description: 'rows that pass one of the filters', example: 'error or level:error' },
  print(node, printer) {
    if (node.filters.length === 0) return '!*';
    return node.filters.map((part) => operand(part, printer, ['or'])).join(' or ');
  },
};

/** `!a`, `-a`, `NOT a`. */
export const notFilter: FilterSyntax<'not'> = {
  kind: 'not',
  names: [],
  help: { syntax: '!a | -a | not a', description: 'rows that do not pass the filter', example: 'error !buggy_app' },
  print: (node, printer) => `!${operand(node.filter, printer, ['and', 'or'])}`,
};

/** In brackets if it is one of the kinds that bind less tightly and has parts. */
function operand(node: QueryFilterNode, printer: Printer, bracketed: readonly string[]): string {
  const text = printer.filter(node);
  const hasParts = (node.kind === 'and' || node.kind === 'or') && node.filters.length > 0;
  return hasParts && bracketed.includes(node.kind) ? `(${text})` : text;
}
