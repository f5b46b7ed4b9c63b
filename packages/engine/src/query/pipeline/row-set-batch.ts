import { shownFields } from './block-batch.ts';
import { FieldBatch } from './field-batch.ts';
import type { FieldValues } from './field-values.ts';
import { RowOrder } from './row-order.ts';
import type { RowSet } from './row-set.ts';
import { RowSetValues } from './row-set-values.ts';
import { TimeValues } from './time-values.ts';

/** Rows of several blocks as a batch, in the order given. Nothing is decoded yet but the times. */
export function rowSetBatch(set: RowSet, { withOrder }: { readonly withOrder?: boolean | undefined } = {}): FieldBatch {
  const fields = new Map<string, FieldValues>([['_time', timesOf(set)]]);
  const names = new Set(set.blocks.flatMap(({ fieldNames }) => fieldNames));
  for (const field of shownFields([...names])) fields.set(field, new RowSetValues(set, field));
  return new FieldBatch(set.rows.length, fields, true, withOrder === true ? RowOrder.ofRows(set) : null);
}

function timesOf({ blocks, blockOf, rows }: RowSet): TimeValues {
  const timelines = blocks.map((block) => block.timeline());
  const ms = new Float64Array(rows.length);
  const subMs = timelines.some((timeline) => timeline.subMs !== null) ? new Uint32Array(rows.length) : null;
  for (let i = 0; i < rows.length; i++) {
    const timeline = timelines[blockOf[i]!]!;
    ms[i] = timeline.ms[rows[i]!]!;
    if (subMs !== null && timeline.subMs !== null) subMs[i] = timeline.subMs[rows[i]!]!;
  }
  return new TimeValues(ms, subMs);
}
