import type { Bitmap } from '../../bytes/bitmap.ts';
import { JsonScanner } from '../json-scanner.ts';
import { bindCondition } from '../pipeline/batch-filter.ts';
import { ChunkedStage } from '../pipeline/chunked-stage.ts';
import type { FieldBatch } from '../pipeline/field-batch.ts';
import type { FieldValues } from '../pipeline/field-values.ts';
import { ListValues } from '../pipeline/list-values.ts';
import type { PipeOperator } from '../pipeline/pipe-operator.ts';
import { TextValues } from '../pipeline/text-values.ts';

export const unrollPipe: PipeOperator<'unroll'> = {
  order: 'kept',
  partial: 'row-wise',
  start: ({ condition, fields }, context) => {
    const select = bindCondition(condition, context);
    const scanner = new JsonScanner();
    const unroll = (batch: FieldBatch): FieldBatch => {
      const selection = select(batch);
      const columns = fields.map((field) => readLists(batch.values(field), selection, scanner));
      return unrollLists(batch, fields, columns);
    };
    return new ChunkedStage(context, () => unroll);
  },
};

/** The items of the selected rows; other rows have their text. */
function readLists(values: FieldValues, selection: Bitmap | null, scanner: JsonScanner): (readonly string[])[] {
  if (selection === null && values instanceof ListValues) return values.lists();
  return values
    .texts()
    .map((text, row) => (selection === null || selection.has(row) ? (scanner.items(text) ?? []) : [text]));
}

/** A row becomes as many as its longest list has items, at least one; a shorter list gives empty texts at its end. */
function unrollLists(
  batch: FieldBatch,
  fields: readonly string[],
  columns: readonly (readonly (readonly string[])[])[],
): FieldBatch {
  const rows: number[] = [];
  const results: string[][] = fields.map(() => []);
  for (let row = 0; row < batch.rowCount; row++) {
    let count = 1;
    for (const lists of columns) count = Math.max(count, lists[row]!.length);
    for (let i = 0; i < count; i++) rows.push(row);
    columns.forEach((lists, at) => {
      const items = lists[row]!;
      for (let i = 0; i < count; i++) results[at]!.push(items[i] ?? '');
    });
  }
  return batch.pick(Uint32Array.from(rows)).with(fields.map((field, at) => [field, new TextValues(results[at]!)]));
}
