import { requireDigits } from './count-argument.ts';
import type { Cursor } from './cursor.ts';
import { formatNumber } from './number-literal.ts';
import type { Printer } from './printer.ts';
import { parsePartition, parseRank, parseSortBy, printPartition, printRank, printSortBy } from './sort-order.ts';
import type { FirstLastPipe } from './syntax-tree.ts';

/** `[N] [by (…)] [partition by (…)] [rank as name]` after `first` or `last`. */
export function parseFirstLast<K extends FirstLastPipe['kind']>(cursor: Cursor, kind: K): FirstLastPipe & { kind: K } {
  const hasCount = !cursor.atPipeEnd && !cursor.is('by', 'partition', 'rank', '(');
  return {
    kind,
    limit: hasCount ? requireDigits(cursor, 1) : 1,
    by: parseSortBy(cursor),
    partitionBy: parsePartition(cursor),
    rankField: parseRank(cursor),
  };
}

export function printFirstLast(node: FirstLastPipe, printer: Printer): string {
  const order = printSortBy(node.by, printer) + printPartition(node.partitionBy, printer);
  return `${node.kind} ${formatNumber(node.limit)}${order}${printRank(node.rankField, printer)}`;
}
