import { parseFirstLast, printFirstLast } from '../first-last.ts';
import type { PipeSyntax } from '../syntax-entry.ts';

export const firstPipe: PipeSyntax<'first'> = {
  name: 'first',
  keywords: ['by', 'desc', 'asc', 'partition', 'rank', 'as'],
  help: {
    syntax: 'first [N] [by (a, b desc)] [partition by (c)] [rank [as name]]',
    description: 'the first N rows in an order, per group of a partition',
    example: '_time:5m | first 10 by (request_duration)',
  },
  parse: (cursor) => parseFirstLast(cursor, 'first'),
  print: printFirstLast,
};
