import type { PipeSyntax } from '../syntax-entry.ts';

export const fieldsPipe: PipeSyntax<'fields'> = {
  name: 'fields',
  aliases: ['keep'],
  help: {
    syntax: 'fields a, b, prefix*',
    description: 'keeps only these fields',
    example: '_time:5m | fields host, _msg',
  },
  parse: (cursor) => ({ kind: 'fields', fields: cursor.fieldPatterns() }),
  print: (node, printer) => `fields ${printer.names(node.fields)}`,
};
