import type { Block } from '../../segments/block.ts';
import { STREAM_FIELD, STREAM_ID_FIELD } from '../stream-id.ts';
import { BlockValues } from './block-values.ts';
import { FieldBatch } from './field-batch.ts';
import type { FieldValues } from './field-values.ts';
import { RowOrder } from './row-order.ts';
import { RowPositions } from './row-positions.ts';
import { TimeValues } from './time-values.ts';

/** Rows of a block as a batch, in the order given. Nothing is decoded yet but the times. */
export function blockBatch(
  block: Block,
  rows: Uint32Array,
  { withOrder }: { readonly withOrder?: boolean | undefined } = {},
): FieldBatch {
  const fields = new Map<string, FieldValues>([['_time', timesOf(block, rows)]]);
  const positions = new RowPositions(rows, block.rowCount);
  for (const field of shownFields(block.fieldNames)) fields.set(field, new BlockValues(block, field, positions));
  return new FieldBatch(rows.length, fields, true, withOrder === true ? RowOrder.ofBlock(block, rows) : null);
}

/** As in the reference, the stream and the message stand first among the fields besides `_time`. */
const FIRST_FIELDS: readonly string[] = [STREAM_ID_FIELD, STREAM_FIELD, '_msg'];

/** The fields in the order in which they are shown behind `_time`. */
export function shownFields(fieldNames: readonly string[]): readonly string[] {
  const first = FIRST_FIELDS.filter((name) => fieldNames.includes(name));
  return first.length === 0 ? fieldNames : [...first, ...fieldNames.filter((name) => !FIRST_FIELDS.includes(name))];
}

function timesOf(block: Block, rows: Uint32Array): TimeValues {
  const { ms, subMs } = block.timeline();
  return new TimeValues(ms, subMs).pick(rows);
}
