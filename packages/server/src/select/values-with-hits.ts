import { compareNaturally } from 'log-analytics-engine/internals';
import { quoteString } from 'log-analytics-engine/logsql';
import { gatherRows } from './gathered-rows.ts';
import { pipesOf, prepareQuery, type QueryRequest, withPipes } from './prepared-query.ts';

/** A name or value, and in how many entries it stands; 0 where a limit was reached. */
export interface ValueWithHits {
  readonly value: string;
  readonly hits: number;
}

/** The values of a field in the entries that match, those with the most hits first. */
export async function fieldValues(request: QueryRequest, field: string, limit: number): Promise<ValueWithHits[]> {
  const { query, options } = prepareQuery(request);
  // One more than asked for tells whether the limit cut any off.
  const pipe = `field_values ${quoteString(field)}${limit > 0 ? ` limit ${limit + 1}` : ''}`;
  const rows = await gatherRows(request.store, withPipes(query, ...pipesOf(pipe)), options);
  const values = rows.map((row) => ({ value: row[field] ?? '', hits: Number(row.hits) }));
  return cut(values.sort(byHits), limit);
}

/** The names of the fields of the entries that match. */
export async function fieldNames(request: QueryRequest): Promise<ValueWithHits[]> {
  const { query, options } = prepareQuery(request);
  const rows = await gatherRows(request.store, withPipes(query, ...pipesOf('field_names')), options);
  return rows.map((row) => ({ value: row.name!, hits: Number(row.hits) })).sort(byHits);
}

/** At most `limit` of them, 0 for all; without hits where some are cut off, for they may not be the ones with the most. */
export function cut(values: readonly ValueWithHits[], limit: number): ValueWithHits[] {
  if (limit === 0 || values.length <= limit) return [...values];
  return values.slice(0, limit).map(({ value }) => ({ value, hits: 0 }));
}

/** The most hits first, then by value in natural order. */
export function byHits(a: ValueWithHits, b: ValueWithHits): number {
  return b.hits - a.hits || compareNaturally(a.value, b.value);
}
