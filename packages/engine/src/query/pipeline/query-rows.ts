import type { Query } from '../../logsql/syntax-tree.ts';
import type { ResultBatch } from './result-batch.ts';
import { type QueryRun, runQuery } from './run-query.ts';

/** A row of a result: its fields in the order in which they are shown; those without a value are left out. */
export type ResultRow = Record<string, string | number>;

/**
 * The rows of a query, made one batch at a time. A value is a number where a JSON number was stored (or a pipe computed
 * one) and nothing is lost by it, else text.
 * @throws as `runQuery`.
 */
export function* queryRows(query: Query, run: QueryRun): Generator<ResultRow, void> {
  for (const batches of runQuery(query, run)) {
    for (const batch of batches) yield* rowsOfBatch(batch);
  }
}

/** The rows of a batch. */
export function rowsOfBatch(batch: ResultBatch): ResultRow[] {
  const rows: ResultRow[] = Array.from({ length: batch.rowCount }, () => ({}));
  for (const field of batch.fieldNames) {
    const texts = batch.texts(field);
    for (let row = 0; row < rows.length; row++) {
      const text = texts[row]!;
      if (text !== '') setField(rows[row]!, field, batch.isNumber(field, row) ? Number(text) : text);
    }
  }
  return rows;
}

/** Also a field that is called `__proto__` is a field. */
function setField(row: ResultRow, field: string, value: string | number): void {
  if (field !== '__proto__') row[field] = value;
  else Object.defineProperty(row, field, { value, enumerable: true, writable: true, configurable: true });
}
