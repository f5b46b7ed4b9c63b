import type { FirstLastPipe, SortPipe } from '../../logsql/syntax-tree.ts';
import type { PipeOperator } from '../pipeline/pipe-operator.ts';
import { startSort } from './sort.ts';

export const firstPipe: PipeOperator<'first'> = {
  partial: 'state',
  start: (node, context) => startSort(sortOf(node, false), context),
};

/** The sort that `first` or `last` is. */
export function sortOf({ by, partitionBy, limit, rankField }: FirstLastPipe, descending: boolean): SortPipe {
  return { kind: 'sort', by, descending, partitionBy, offset: 0, limit, rankField };
}
