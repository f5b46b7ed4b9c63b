import type { QueryFilterNode } from '../../logsql/syntax-tree.ts';
import { bindCondition } from './batch-filter.ts';
import { ChunkedStage } from './chunked-stage.ts';
import type { FieldBatch } from './field-batch.ts';
import type { PipelineContext, PipeStage } from './pipe-operator.ts';
import { UnpackedFields, type UnpackOptions } from './unpacked-fields.ts';

/** Puts a field of the row at hand. */
export type PutField = (name: string, text: string, isNumber: boolean) => void;

/** Makes fields of a text. `has` says whether some row at hand has a field, for which a missing value need not be put. */
export type UnpackText = (text: string, put: PutField, has: (name: string) => boolean) => void;

export interface UnpackStageOptions extends UnpackOptions {
  readonly condition: QueryFilterNode | null;
  readonly from: string;
}

/** A stage that makes fields of the text of one field, row by row, in the rows that pass a condition. */
export function unpackStage(options: UnpackStageOptions, context: PipelineContext, unpack: UnpackText): PipeStage {
  const select = bindCondition(options.condition, context);
  const unpackRows = (batch: FieldBatch): FieldBatch => {
    const selection = select(batch);
    const fields = new UnpackedFields(batch, options);
    const texts = batch.texts(options.from);
    let row = 0;
    const put: PutField = (name, text, isNumber) => fields.set(row, name, text, isNumber);
    const has = (name: string): boolean => fields.has(name);
    for (; row < texts.length; row++) {
      if (selection === null || selection.has(row)) unpack(texts[row]!, put, has);
    }
    return fields.finish();
  };
  return new ChunkedStage(context, () => unpackRows);
}
