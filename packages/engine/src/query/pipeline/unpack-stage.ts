import type { QueryFilterNode } from '../../logsql/syntax-tree.ts';
import { bindCondition } from './batch-filter.ts';
import type { PipelineContext, PipeStage } from './pipe-operator.ts';
import { RowWiseStage } from './row-wise-stage.ts';
import { UnpackedFields, type UnpackOptions } from './unpacked-fields.ts';

/** Puts a field of the row at hand. */
export type PutField = (name: string, text: string, isNumber: boolean) => void;

export interface UnpackStageOptions extends UnpackOptions {
  readonly condition: QueryFilterNode | null;
  readonly from: string;
}

/** Rows between two looks at the clock. */
const ROWS_BETWEEN_CHECKS = 4096;

/** A stage that makes fields of the text of one field, row by row, in the rows that pass a condition. */
export function unpackStage(
  options: UnpackStageOptions,
  context: PipelineContext,
  unpack: (text: string, put: PutField) => void,
): PipeStage {
  const select = bindCondition(options.condition, context);
  return new RowWiseStage((batch) => {
    const selection = select(batch);
    const fields = new UnpackedFields(batch, options);
    const texts = batch.texts(options.from);
    let row = 0;
    const put: PutField = (name, text, isNumber) => fields.set(row, name, text, isNumber);
    for (; row < texts.length; row++) {
      if (row % ROWS_BETWEEN_CHECKS === 0) context.query.check();
      if (selection === null || selection.has(row)) unpack(texts[row]!, put);
    }
    return fields.finish();
  });
}
