import type { PipeSyntax } from '../syntax-entry.ts';

export const filterPipe: PipeSyntax<'filter'> = {
  name: 'filter',
  aliases: ['where'],
  help: {
    syntax: '[filter] filter',
    description: 'keeps the rows that pass a filter',
    example: '_time:1h error | stats by (host) count() logs_count | filter logs_count:>1_000',
  },
  parse: (cursor) => ({ kind: 'filter', filter: cursor.grammar.filter(cursor, null) }),
  print: (node, printer) => `filter ${printer.filter(node.filter)}`,
};
