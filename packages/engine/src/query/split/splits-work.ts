import type { Query } from '../../logsql/syntax-tree.ts';
import { mergeQuery } from '../pipeline/merge-pipes.ts';
import { partialOf, type QueryOperators } from '../pipeline/query-operators.ts';

/**
 * Whether parts take work off the coordinator: they give what a pipe made of their rows, not the rows themselves.
 * @throws InvalidArgumentError as `runQuery`
 */
export function splitsWork(query: Query, operators: QueryOperators): boolean {
  for (const pipe of mergeQuery(query).pipes) {
    const partial = partialOf(pipe, operators);
    if (partial !== 'row-wise') return partial === 'state' || partial === 'rows';
  }
  return false;
}
