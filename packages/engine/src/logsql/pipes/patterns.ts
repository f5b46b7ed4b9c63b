import { atNumber, requireCount } from '../count-argument.ts';
import { formatNumber } from '../number-literal.ts';
import type { PipeSyntax } from '../syntax-entry.ts';

/** Ours. */
export const patternsPipe: PipeSyntax<'patterns'> = {
  name: 'patterns',
  extension: true,
  keywords: ['at'],
  help: {
    syntax: 'patterns [N] [at field]',
    description:
      'the templates of the messages with count, share, first and last time and an example; the N most frequent',
    example: '_time:1h error | patterns 20',
  },
  parse(cursor) {
    const limit = atNumber(cursor) ? requireCount(cursor, 1) : 0;
    return { kind: 'patterns', field: cursor.accept('at') ? cursor.field() : '_msg', limit };
  },
  print(node, printer) {
    const limit = node.limit === 0 ? '' : ` ${formatNumber(node.limit)}`;
    return `patterns${limit}${node.field === '_msg' ? '' : ` at ${printer.name(node.field)}`}`;
  },
};
