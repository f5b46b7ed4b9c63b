import { parseFieldPairs, printFieldPairs } from '../field-pairs.ts';
import type { PipeSyntax } from '../syntax-entry.ts';

export const copyPipe: PipeSyntax<'copy'> = {
  name: 'copy',
  aliases: ['cp'],
  keywords: ['as'],
  help: {
    syntax: 'copy a as b, …',
    description: 'copies fields; foo* as bar* copies all fields that begin with foo',
    example: '_time:5m | copy host as server',
  },
  parse: (cursor) => ({ kind: 'copy', pairs: parseFieldPairs(cursor) }),
  print: (node, printer) => `copy ${printFieldPairs(node.pairs, printer)}`,
};
