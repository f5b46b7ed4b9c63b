import type { PipeSyntax } from '../syntax-entry.ts';

export const deletePipe: PipeSyntax<'delete'> = {
  name: 'delete',
  aliases: ['del', 'drop', 'rm'],
  help: {
    syntax: 'delete a, b, prefix*',
    description: 'drops fields',
    example: '_time:5m | delete host, app',
  },
  parse: (cursor) => ({ kind: 'delete', fields: cursor.fieldPatterns() }),
  print: (node, printer) => `delete ${printer.names(node.fields)}`,
};
