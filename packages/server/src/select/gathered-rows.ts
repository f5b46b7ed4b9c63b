import type { ResultRow } from 'log-analytics-engine';
import type { Query } from 'log-analytics-engine/logsql';
import type { LogStore, StoreQueryOptions } from '../store/log-store.ts';
import { textOf } from './prepared-query.ts';

/** All rows of a query whose result is small by its nature. */
export async function gatherRows(store: LogStore, query: Query, options: StoreQueryOptions): Promise<ResultRow[]> {
  const rows: ResultRow[] = [];
  for await (const batch of store.queryBatches(textOf(query), options)) for (const row of batch) rows.push(row);
  return rows;
}
