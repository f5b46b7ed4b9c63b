import { requireCount } from '../count-argument.ts';
import { formatNumber } from '../number-literal.ts';
import type { PipeSyntax } from '../syntax-entry.ts';

export const offsetPipe: PipeSyntax<'offset'> = {
  name: 'offset',
  aliases: ['skip'],
  help: {
    syntax: 'offset N',
    description: 'all but the first N rows',
    example: '_time:5m | sort by (_time) | offset 100',
  },
  parse: (cursor) => ({ kind: 'offset', count: requireCount(cursor) }),
  print: (node) => `offset ${formatNumber(node.count)}`,
};
