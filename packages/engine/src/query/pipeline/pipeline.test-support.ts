import { LOGSQL } from '../../logsql/logsql.ts';
import { parse } from '../../logsql/parse.ts';
import type { Query } from '../../logsql/syntax-tree.ts';
import type { BlockSource } from '../block-source.ts';
import { STANDARD_OPERATORS } from '../pipe-operators.ts';
import { QueryContext, type QueryContextOptions } from '../query-context.ts';
import { queryRows, type ResultRow } from './query-rows.ts';
import type { QueryRun } from './run-query.ts';

/** What a test runs queries with. */
export function testRun(source: BlockSource, options: QueryContextOptions = {}): QueryRun {
  return {
    source,
    operators: STANDARD_OPERATORS,
    context: new QueryContext(options),
    nowNs: 1_714_564_800_000_000_000n,
  };
}

export function rowsOf(query: string | Query, source: BlockSource, options: QueryContextOptions = {}): ResultRow[] {
  return [...queryRows(typeof query === 'string' ? parse(query, LOGSQL) : query, testRun(source, options))];
}
