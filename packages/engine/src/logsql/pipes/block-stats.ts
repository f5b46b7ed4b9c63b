import type { PipeSyntax } from '../syntax-entry.ts';

export const blockStatsPipe: PipeSyntax<'block_stats'> = {
  name: 'block_stats',
  help: {
    syntax: 'block_stats',
    description: 'how each block that the query reads stores each field',
    example: '_time:1h | block_stats',
  },
  parse: () => ({ kind: 'block_stats' }),
  print: () => 'block_stats',
};
