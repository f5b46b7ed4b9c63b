import { FieldBatch } from './field-batch.ts';
import type { FieldValues } from './field-values.ts';
import type { ResultSink } from './pipe-operator.ts';
import { TextValues } from './text-values.ts';

/** Rows that are handed on at once. */
const OUTPUT_ROWS = 256;

/** The values of a row that a pipe made, in the order of its fields. Numbers are written as JSON writes them. */
export type MadeRow = readonly (string | number)[];

/** Hands on rows that a pipe made, a batch at a time. Returns false when no more are wanted. */
export function pushRows(fields: readonly string[], rows: Iterable<MadeRow>, sink: ResultSink): boolean {
  let waiting: MadeRow[] = [];
  for (const row of rows) {
    waiting.push(row);
    if (waiting.length < OUTPUT_ROWS) continue;
    if (!sink.push(batchOf(fields, waiting))) return false;
    waiting = [];
  }
  return waiting.length === 0 || sink.push(batchOf(fields, waiting));
}

function batchOf(fields: readonly string[], rows: readonly MadeRow[]): FieldBatch {
  const columns = new Map<string, FieldValues>();
  fields.forEach((field, at) => {
    const texts = rows.map((row) => String(row[at]!));
    columns.set(
      field,
      new TextValues(
        texts,
        Uint8Array.from(rows, (row) => (typeof row[at] === 'number' ? 1 : 0)),
      ),
    );
  });
  return new FieldBatch(rows.length, columns);
}
