import { parseFirstLast, printFirstLast } from '../first-last.ts';
import type { PipeSyntax } from '../syntax-entry.ts';

export const lastPipe: PipeSyntax<'last'> = {
  name: 'last',
  keywords: ['by', 'desc', 'asc', 'partition', 'rank', 'as'],
  help: {
    syntax: 'last [N] [by (a, b desc)] [partition by (c)] [rank [as name]]',
    description: 'the last N rows in an order, per group of a partition',
    example: '_time:5m | last 10 by (request_duration)',
  },
  parse: (cursor) => parseFirstLast(cursor, 'last'),
  print: printFirstLast,
};
