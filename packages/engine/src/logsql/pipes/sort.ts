import { requireDigits } from '../count-argument.ts';
import type { Cursor } from '../cursor.ts';
import { formatNumber } from '../number-literal.ts';
import { printLimit } from '../print-limit.ts';
import {
  acceptDescending,
  parsePartition,
  parseRank,
  parseSortBy,
  printPartition,
  printRank,
  printSortBy,
} from '../sort-order.ts';
import type { PipeSyntax } from '../syntax-entry.ts';
import type { SortPipe } from '../syntax-tree.ts';

export const sortPipe: PipeSyntax<'sort'> = {
  name: 'sort',
  aliases: ['order'],
  keywords: ['by', 'desc', 'asc', 'partition', 'offset', 'limit', 'rank', 'as'],
  help: {
    syntax: 'sort [by (a, b desc)] [desc] [partition by (c)] [offset N] [limit N] [rank [as name]]',
    description: 'sorts the rows; with a partition, the limit counts for each group',
    example: '_time:1h | sort by (request_duration desc) limit 10',
  },
  parse(cursor: Cursor): SortPipe {
    const by = parseSortBy(cursor);
    const descending = acceptDescending(cursor);
    let partitionBy: string[] = [];
    let offset = 0;
    let limit = 0;
    let rankField: string | null = null;
    for (;;) {
      const { token } = cursor;
      if (token.keyword === 'offset' && offset === 0 && cursor.accept('offset')) offset = requireDigits(cursor);
      else if (token.keyword === 'limit' && limit === 0 && cursor.accept('limit')) limit = requireDigits(cursor);
      else if (cursor.is('rank')) rankField = parseRank(cursor);
      else if (cursor.is('partition') && partitionBy.length === 0) partitionBy = parsePartition(cursor);
      else break;
    }
    if (partitionBy.length > 0 && limit === 0) cursor.fail("'limit N' with 'partition by'");
    return { kind: 'sort', by, descending, partitionBy, offset, limit, rankField };
  },
  print(node, printer) {
    const order = printSortBy(node.by, printer) + (node.descending ? ' desc' : '');
    const offset = node.offset === 0 ? '' : ` offset ${formatNumber(node.offset)}`;
    const rest = printPartition(node.partitionBy, printer) + offset + printLimit(node.limit);
    return `sort${order}${rest}${printRank(node.rankField, printer)}`;
  },
};
