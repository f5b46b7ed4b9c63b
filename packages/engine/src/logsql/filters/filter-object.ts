import { formatNumber } from '../number-literal.ts';
import type { FilterSyntax } from '../syntax-entry.ts';

/**
 * Filters that only the filter object has. They print as the nearest that LogsQL can say, for people to read: the
 * types of values and whole elements of `tags` have no syntax.
 */
export const levelFilter: FilterSyntax<'level'> = {
  kind: 'level',
  names: [],
  help: {
    syntax: 'level:i(name)',
    description: 'rows with one of these levels, in any case',
    example: 'level:i(error)',
  },
  print(node, printer) {
    const names = node.names.map((name) => `i(${printer.value(name)})`);
    return names.length === 1 ? `level:${names[0]}` : `level:(${names.join(' or ') || '!*'})`;
  },
};

export const tagsFilter: FilterSyntax<'tags'> = {
  kind: 'tags',
  names: [],
  help: {
    syntax: 'tags:contains_any(a, b) | tags:contains_all(a, b)',
    description: 'rows with any or all of these tags',
    example: 'tags:contains_any(db, slow)',
  },
  print(node, printer) {
    return `tags:contains_${node.mode}(${node.elements.map((element) => printer.value(element)).join(',')})`;
  },
};

export const typedEqualsFilter: FilterSyntax<'typed-equals'> = {
  kind: 'typed-equals',
  names: [],
  help: { syntax: 'field:=value', description: 'rows with this JSON value', example: 'user.id:=7' },
  print: (node, printer) => `${printer.prefix(node.field)}=${printer.value(String(node.value ?? ''))}`,
};

export const typedRangeFilter: FilterSyntax<'typed-range'> = {
  kind: 'typed-range',
  names: [],
  help: { syntax: 'field:range[a, b]', description: 'rows with a JSON number in the range', example: 'ms:range[1, 5]' },
  print(node, printer) {
    const low = (node.lowInclusive ? '[' : '(') + formatBound(node.low);
    return `${printer.prefix(node.field)}range${low}, ${formatBound(node.high)}${node.highInclusive ? ']' : ')'}`;
  },
};

function formatBound(bound: number | bigint): string {
  return typeof bound === 'bigint' ? String(bound) : formatNumber(bound);
}
