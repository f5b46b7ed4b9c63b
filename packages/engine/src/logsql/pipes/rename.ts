import { parseFieldPairs, printFieldPairs } from '../field-pairs.ts';
import type { PipeSyntax } from '../syntax-entry.ts';

export const renamePipe: PipeSyntax<'rename'> = {
  name: 'rename',
  aliases: ['mv'],
  keywords: ['as'],
  help: {
    syntax: 'rename a as b, …',
    description: 'renames fields; foo* as bar* renames all fields that begin with foo',
    example: '_time:5m | rename host as server',
  },
  parse: (cursor) => ({ kind: 'rename', pairs: parseFieldPairs(cursor) }),
  print: (node, printer) => `rename ${printFieldPairs(node.pairs, printer)}`,
};
