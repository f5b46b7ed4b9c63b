import { requireCount } from '../count-argument.ts';
import { formatNumber } from '../number-literal.ts';
import type { PipeSyntax } from '../syntax-entry.ts';

export const samplePipe: PipeSyntax<'sample'> = {
  name: 'sample',
  help: {
    syntax: 'sample N',
    description: 'one row of N, at random',
    example: '_time:1h error | sample 100',
  },
  parse: (cursor) => ({ kind: 'sample', rate: requireCount(cursor, 1) }),
  print: (node) => `sample ${formatNumber(node.rate)}`,
};
