import type { PipeSyntax } from '../syntax-entry.ts';

export const blocksCountPipe: PipeSyntax<'blocks_count'> = {
  name: 'blocks_count',
  keywords: ['as'],
  help: {
    syntax: 'blocks_count [as name]',
    description: 'the number of blocks that the query reads',
    example: '_time:1h | blocks_count',
  },
  parse: (cursor) => ({ kind: 'blocks_count', resultField: cursor.resultField('blocks_count') }),
  print: (node, printer) => `blocks_count as ${printer.name(node.resultField)}`,
};
