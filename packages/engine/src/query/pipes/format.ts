import type { PatternStep } from '../../logsql/pattern-step.ts';
import type { FormatPipe } from '../../logsql/syntax-tree.ts';
import { FORMAT_OPTIONS } from '../format-options.ts';
import { bindCondition } from '../pipeline/batch-filter.ts';
import type { FieldBatch } from '../pipeline/field-batch.ts';
import type { PipeOperator } from '../pipeline/pipe-operator.ts';
import { RowWiseStage } from '../pipeline/row-wise-stage.ts';
import { UnpackedFields } from '../pipeline/unpacked-fields.ts';

export const formatPipe: PipeOperator<'format'> = {
  order: 'kept',
  partial: 'row-wise',
  start: (node, context) => {
    const select = bindCondition(node.condition, context);
    return new RowWiseStage((batch) => {
      const selection = select(batch);
      return formatRows(batch, node, (row) => selection === null || selection.has(row));
    });
  },
};

function formatRows(batch: FieldBatch, node: FormatPipe, isSelected: (row: number) => boolean): FieldBatch {
  const results = new UnpackedFields(batch, node);
  const parts = node.steps.map((step) => partOf(step, batch));
  for (let row = 0; row < batch.rowCount; row++) {
    if (!isSelected(row)) continue;
    let text = '';
    for (const part of parts) text += part(row);
    results.set(row, node.resultField, text, false);
  }
  return results.finish();
}

/** An unknown option is none, as of the reference. */
function partOf({ prefix, field, option }: PatternStep, batch: FieldBatch): (row: number) => string {
  if (field === '') return () => prefix;
  const texts = batch.texts(field);
  const change = FORMAT_OPTIONS.get(option);
  return change === undefined ? (row) => prefix + texts[row]! : (row) => prefix + change(texts[row]!);
}
