import { freeName, parseByFields } from '../by-fields.ts';
import { atNumber, requireNumber } from '../count-argument.ts';
import type { Cursor } from '../cursor.ts';
import { formatNumber } from '../number-literal.ts';
import { parseRank, printRank } from '../sort-order.ts';
import type { PipeSyntax } from '../syntax-entry.ts';
import type { TopPipe } from '../syntax-tree.ts';

const LIMIT = 10;

export const topPipe: PipeSyntax<'top'> = {
  name: 'top',
  keywords: ['by', 'hits', 'rank', 'as'],
  help: {
    syntax: 'top [N] [by] (a, b) [hits as name] [rank [as name]]',
    description: 'the N most frequent values, 10 if N is left out, with their number of rows in hits',
    example: '_time:5m | top 7 by (_stream)',
  },
  parse(cursor: Cursor): TopPipe {
    const limit = atNumber(cursor) ? requireNumber(cursor, 1) : LIMIT;
    const by = parseByFields(cursor, ['hits', 'rank']);
    let hitsField = 'hits';
    let rankField: string | null = null;
    for (;;) {
      if (cursor.accept('hits')) {
        cursor.accept('as');
        hitsField = cursor.field('the name of the hits');
      } else if (cursor.is('rank')) rankField = parseRank(cursor);
      else break;
    }
    if (rankField !== null) rankField = freeName(rankField, by);
    return { kind: 'top', limit, by, hitsField: freeName(hitsField, by), rankField };
  },
  print(node, printer) {
    const hits = node.hitsField === 'hits' ? '' : ` hits as ${printer.name(node.hitsField)}`;
    const limit = node.limit === LIMIT ? '' : ` ${formatNumber(node.limit)}`;
    return `top${limit} by (${printer.names(node.by)})${hits}${printRank(node.rankField, printer)}`;
  },
};
