import { QuerySyntaxError } from '../errors/engine-error.ts';
import { Cursor, type Grammar } from './cursor.ts';
import { FilterParser } from './filter-parser.ts';
import { lex } from './lexer.ts';
import { PipeParser } from './pipe-parser.ts';
import { createResultNamePrinter } from './print.ts';
import { QUERY_LENGTH_MAX } from './query-limits.ts';
import { parseQueryOptions } from './query-options.ts';
import type { SyntaxRegistry } from './syntax-registry.ts';
import type { Query, QueryFilterNode } from './syntax-tree.ts';

/**
 * The syntax tree of a query of LogsQL.
 * @throws QuerySyntaxError if the text is no query, is longer than `QUERY_LENGTH_MAX`, or nests deeper than `QUERY_DEPTH_MAX`.
 */
export function parse(text: string, registry: SyntaxRegistry): Query {
  const cursor = startAt(text, registry);
  const query = cursor.grammar.query(cursor);
  if (!cursor.atEnd) cursor.fail(["'|'", 'the end of the query']);
  return query;
}

/**
 * The syntax tree of a filter without pipes.
 * @throws QuerySyntaxError as `parse`.
 */
export function parseFilter(text: string, registry: SyntaxRegistry): QueryFilterNode {
  const cursor = startAt(text, registry);
  const filter = cursor.grammar.filter(cursor, null);
  if (!cursor.atEnd) cursor.fail('the end of the filter');
  return filter;
}

function startAt(text: string, registry: SyntaxRegistry): Cursor {
  if (text.length > QUERY_LENGTH_MAX) {
    const expected = [`at most ${QUERY_LENGTH_MAX} characters`];
    throw new QuerySyntaxError(`the query has ${text.length} characters: expected ${expected[0]}`, {
      position: QUERY_LENGTH_MAX,
      found: '',
      expected,
    });
  }
  return new Cursor(text, lex(text), createGrammar(registry), createResultNamePrinter(registry));
}

function createGrammar(registry: SyntaxRegistry): Grammar {
  const filters = new FilterParser(registry);
  const pipes = new PipeParser(registry);
  const filter = (cursor: Cursor, field: string | null): QueryFilterNode => {
    requireFilterStart(cursor, registry);
    return filters.parseOr(cursor, field);
  };
  return {
    query(cursor) {
      const options = parseQueryOptions(cursor);
      const first = filter(cursor, null);
      return { options, filter: first, pipes: cursor.accept('|') ? pipes.parsePipes(cursor) : [] };
    },
    filter,
    statsFunction: (cursor) => pipes.parseStatsFunction(cursor),
  };
}

/** A query that begins with `by` or the name of a pipe or function lacks its filter; the word has to be quoted to be searched. */
function requireFilterStart(cursor: Cursor, registry: SyntaxRegistry): void {
  if (cursor.atPipeEnd) cursor.fail('a filter (* is every row)');
  const { token } = cursor;
  if (token.kind !== 'word') return;
  const entry = registry.pipes.get(token.keyword) ?? registry.statsFunctions.get(token.keyword);
  const begins = token.keyword === 'by' || (entry !== undefined && entry.extension !== true);
  if (!begins) return;
  const word = cursor.text.slice(token.start, token.end);
  cursor.fail([`a filter before '| ${word}'`, `"${word}" in quotes if the word is to be found`], {
    problem: `the query begins with the pipe or function ${word}`,
  });
}
