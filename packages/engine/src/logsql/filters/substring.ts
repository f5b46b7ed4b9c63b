import { escapeRegexp } from '../regexp-pattern.ts';
import type { FilterSyntax } from '../syntax-entry.ts';

/** Of the filter object only: in LogsQL a substring is written as a regular expression, and prints as one. */
export const substringFilter: FilterSyntax<'substring'> = {
  kind: 'substring',
  names: [],
  help: { syntax: '~"text"', description: 'rows that contain the text anywhere', example: '~"nection auth"' },
  print(node, printer) {
    const pattern = (node.ignoreCase ? '(?i)' : '') + escapeRegexp(node.text);
    return `${printer.prefix(node.field)}~${printer.value(pattern)}`;
  },
};
