import type { Block } from '../../segments/block.ts';
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

/** `_msg` stands first among the fields besides `_time`. */
export function shownFields(fieldNames: readonly string[]): readonly string[] {
  return fieldNames.includes('_msg') ? ['_msg', ...fieldNames.filter((name) => name !== '_msg')] : fieldNames;
}

function timesOf(block: Block, rows: Uint32Array): TimeValues {
  const { ms, subMs } = block.timeline();
  return new TimeValues(ms, subMs).pick(rows);
}
