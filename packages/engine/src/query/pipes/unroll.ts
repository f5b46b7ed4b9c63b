import { JsonScanner } from '../json-scanner.ts';
import { bindCondition } from '../pipeline/batch-filter.ts';
import type { FieldBatch } from '../pipeline/field-batch.ts';
import type { PipelineContext, PipeOperator } from '../pipeline/pipe-operator.ts';
import { RowWiseStage } from '../pipeline/row-wise-stage.ts';
import { TextValues } from '../pipeline/text-values.ts';

export const unrollPipe: PipeOperator<'unroll'> = {
  order: 'kept',
  partial: 'row-wise',
  start: ({ condition, fields }, context) => {
    const select = bindCondition(condition, context);
    return new RowWiseStage((batch) => {
      const selection = select(batch);
      return unroll(batch, fields, (row) => selection === null || selection.has(row), context);
    });
  },
};

/** A row becomes as many as its longest array has items, at least one; a shorter array gives empty texts at its end. */
function unroll(
  batch: FieldBatch,
  fields: readonly string[],
  isSelected: (row: number) => boolean,
  context: PipelineContext,
): FieldBatch {
  const scanner = new JsonScanner();
  const columns = fields.map((field) => batch.texts(field));
  const rows: number[] = [];
  const results: string[][] = fields.map(() => []);
  for (let row = 0; row < batch.rowCount; row++) {
    const lists = columns.map((texts) => (isSelected(row) ? (scanner.items(texts[row]!) ?? []) : [texts[row]!]));
    const count = Math.max(1, ...lists.map(({ length }) => length));
    for (let i = 0; i < count; i++) {
      rows.push(row);
      for (let at = 0; at < lists.length; at++) results[at]!.push(lists[at]![i] ?? '');
    }
    if (row % 1024 === 0) context.query.check();
  }
  return batch.pick(Uint32Array.from(rows)).with(fields.map((field, at) => [field, new TextValues(results[at]!)]));
}
