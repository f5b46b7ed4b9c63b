import type { TimedRow } from '../timed-row.ts';
import { shownFields } from './block-batch.ts';
import { FieldBatch } from './field-batch.ts';
import type { FieldValues } from './field-values.ts';
import { RowSetValues } from './row-set-values.ts';
import { TimeValues } from './time-values.ts';

/** Rows of several blocks as a batch, in the order given. Nothing is decoded yet. */
export function rowSetBatch(rows: readonly TimedRow[]): FieldBatch {
  const ms = Float64Array.from(rows, (row) => row.ms);
  const hasSubMs = rows.some(({ subMs }) => subMs !== 0);
  const subMs = hasSubMs ? Uint32Array.from(rows, (row) => row.subMs) : null;
  const fields = new Map<string, FieldValues>([['_time', new TimeValues(ms, subMs)]]);
  const blocks = new Set(rows.map(({ block }) => block));
  const names = new Set([...blocks].flatMap(({ fieldNames }) => fieldNames));
  for (const field of shownFields([...names])) fields.set(field, new RowSetValues(rows, field));
  return new FieldBatch(rows.length, fields, true);
}
