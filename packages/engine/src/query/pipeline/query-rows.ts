import type { Query } from '../../logsql/syntax-tree.ts';
import { FieldBatch } from './field-batch.ts';
import type { FieldValues } from './field-values.ts';
import { NumberValues } from './number-values.ts';
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
    for (const batch of batches) yield* rowsInChunks(FieldBatch.of(batch));
  }
}

/** So many rows are short-lived enough for the garbage collector to be cheap. */
const CHUNK_ROWS = 512;

function* rowsInChunks(batch: FieldBatch): Iterable<ResultRow> {
  for (let start = 0; start < batch.rowCount; start += CHUNK_ROWS) {
    yield* rowsOf(batch.slice(start, start + CHUNK_ROWS));
  }
}

/** The rows of a batch. */
export function rowsOfBatch(batch: ResultBatch): ResultRow[] {
  return [...rowsInChunks(FieldBatch.of(batch))];
}

function rowsOf(batch: FieldBatch): ResultRow[] {
  const rows: ResultRow[] = Array.from({ length: batch.rowCount }, () => ({}));
  for (const [field, values] of batch.fields) {
    const present = values.presentRows?.() ?? null;
    if (values instanceof NumberValues) setNumbers(rows, field, values);
    else if (present === null) for (let row = 0; row < rows.length; row++) setValue(rows, row, field, values);
    else for (const row of present) setValue(rows, row, field, values);
  }
  return rows;
}

/** Of integers no text is made to know that they are numbers. */
function setNumbers(rows: readonly ResultRow[], field: string, values: NumberValues): void {
  const numbers = values.numbers();
  for (let row = 0; row < rows.length; row++) {
    const number = numbers[row]!;
    if (Number.isSafeInteger(number) && number !== 0) setField(rows[row]!, field, number);
    else setValue(rows, row, field, values);
  }
}

function setValue(rows: readonly ResultRow[], row: number, field: string, values: FieldValues): void {
  const text = values.texts()[row]!;
  if (text !== '') setField(rows[row]!, field, values.isNumber(row) ? Number(text) : text);
}

/** Also a field that is called `__proto__` is a field. */
function setField(row: ResultRow, field: string, value: string | number): void {
  if (field !== '__proto__') row[field] = value;
  else Object.defineProperty(row, field, { value, enumerable: true, writable: true, configurable: true });
}
