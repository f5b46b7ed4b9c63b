import type { Query } from 'log-analytics-engine/logsql';
import type { LogStore, StoreQueryOptions } from '../store/log-store.ts';
import { textOf } from './prepared-query.ts';

/** The rows of a query whose result is small by its nature, as JSON lines without their line ends. */
export async function gatherLines(store: LogStore, query: Query, options: StoreQueryOptions): Promise<string[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.queryLines(textOf(store, query), options)) chunks.push(chunk);
  return Buffer.concat(chunks)
    .toString()
    .split('\n')
    .filter((line) => line !== '');
}

/** As `gatherLines`, as objects: every value is a text, and fields without one are not there. */
export async function gatherRows(
  store: LogStore,
  query: Query,
  options: StoreQueryOptions,
): Promise<Readonly<Record<string, string>>[]> {
  const lines = await gatherLines(store, query, options);
  return lines.map((line) => JSON.parse(line) as Record<string, string>);
}

/** As `gatherRows`, rows without any value among them: a group whose results are all empty is one. */
export async function gatherGroups(
  store: LogStore,
  query: Query,
  options: StoreQueryOptions,
): Promise<Readonly<Record<string, string>>[]> {
  const groups: Record<string, string>[] = [];
  for await (const rows of store.queryBatches(textOf(store, query), options)) {
    for (const row of rows) {
      const texts = Object.entries(row).map(([field, value]): [string, string] => [field, String(value)]);
      groups.push(Object.fromEntries(texts.filter(([, text]) => text !== '')));
    }
  }
  return groups;
}
