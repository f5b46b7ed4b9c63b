import { QuerySyntaxError } from '../errors/engine-error.ts';
import { parseFilter } from '../logsql/parse.ts';
import type { SyntaxRegistry } from '../logsql/syntax-registry.ts';
import type { QueryFilterNode } from '../logsql/syntax-tree.ts';

/**
 * The syntax tree of a filter in LogsQL, where only a filter can stand.
 * @param advice what to do about a pipe, continuing "…, which takes no pipes;"
 * @throws QuerySyntaxError
 */
export function parseFilterText(text: string, registry: SyntaxRegistry, advice: string): QueryFilterNode {
  try {
    return parseFilter(text, registry);
  } catch (error) {
    if (!(error instanceof QuerySyntaxError) || error.found !== '|') throw error;
    const { position, found, expected } = error;
    const message = `a pipe at position ${position} of a filter, which takes no pipes; ${advice}`;
    throw new QuerySyntaxError(message, { position, found, expected });
  }
}
