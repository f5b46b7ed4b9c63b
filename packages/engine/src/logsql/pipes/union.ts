import type { PipeSyntax } from '../syntax-entry.ts';

export const unionPipe: PipeSyntax<'union'> = {
  name: 'union',
  help: {
    syntax: 'union (query)',
    description: 'adds the rows of another query after these',
    example: '_time:5m error | union (_time:1h panic)',
  },
  parse: (cursor) => ({ kind: 'union', query: cursor.queryInBrackets() }),
  print: (node, printer) => `union (${printer.query(node.query)})`,
};
