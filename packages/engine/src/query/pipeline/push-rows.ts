import { FieldBatch } from './field-batch.ts';
import type { FieldValues } from './field-values.ts';
import type { ResultSink } from './pipe-operator.ts';
import { TextValues } from './text-values.ts';

/** Rows that are handed on at once. */
const OUTPUT_ROWS = 4096;

/** A column of the rows that a pipe makes. */
export interface MadeColumn {
  readonly name: string;
  readonly areNumbers?: boolean;
}

/** Hands on rows that a pipe made, a batch at a time. Returns false when no more are wanted. */
export function pushRows(columns: readonly MadeColumn[], rows: Iterable<readonly string[]>, sink: ResultSink): boolean {
  let waiting: (readonly string[])[] = [];
  for (const row of rows) {
    waiting.push(row);
    if (waiting.length < OUTPUT_ROWS) continue;
    if (!sink.push(batchOf(columns, waiting))) return false;
    waiting = [];
  }
  return waiting.length === 0 || sink.push(batchOf(columns, waiting));
}

function batchOf(columns: readonly MadeColumn[], rows: readonly (readonly string[])[]): FieldBatch {
  const fields = new Map<string, FieldValues>();
  columns.forEach(({ name, areNumbers }, at) => {
    const texts = rows.map((row) => row[at]!);
    fields.set(name, new TextValues(texts, areNumbers ? 'all' : 'none'));
  });
  return new FieldBatch(rows.length, fields);
}
