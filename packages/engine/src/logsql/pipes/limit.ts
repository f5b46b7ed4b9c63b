import { requireCount } from '../count-argument.ts';
import { formatNumber } from '../number-literal.ts';
import type { PipeSyntax } from '../syntax-entry.ts';

const COUNT = 10;

export const limitPipe: PipeSyntax<'limit'> = {
  name: 'limit',
  aliases: ['head'],
  help: {
    syntax: 'limit [N]',
    description: 'at most N rows, 10 if N is left out',
    example: '_time:5m | limit 100',
  },
  parse: (cursor) => ({ kind: 'limit', count: cursor.atPipeEnd ? COUNT : requireCount(cursor) }),
  print: (node) => `limit ${formatNumber(node.count)}`,
};
