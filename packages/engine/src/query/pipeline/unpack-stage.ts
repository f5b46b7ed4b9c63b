import type { QueryFilterNode } from '../../logsql/syntax-tree.ts';
import { bindCondition } from './batch-filter.ts';
import { FieldBatch } from './field-batch.ts';
import type { PipelineContext, PipeStage, ResultSink } from './pipe-operator.ts';
import type { ResultBatch } from './result-batch.ts';
import { UnpackedFields, type UnpackOptions } from './unpacked-fields.ts';

/** Puts a field of the row at hand. */
export type PutField = (name: string, text: string, isNumber: boolean) => void;

/** Makes fields of a text. */
export type UnpackText = (text: string, put: PutField) => void;

export interface UnpackStageOptions extends UnpackOptions {
  readonly condition: QueryFilterNode | null;
  readonly from: string;
}

/**
 * Rows that are handed on at once. The fields of a few rows are gone again before the garbage collector looks at them; those
 * of a whole block would be moved around by it, which took more time than unpacking.
 */
const CHUNK_ROWS = 256;

/** A stage that makes fields of the text of one field, row by row, in the rows that pass a condition. */
export function unpackStage(options: UnpackStageOptions, context: PipelineContext, unpack: UnpackText): PipeStage {
  return new UnpackStage(options, context, unpack);
}

class UnpackStage implements PipeStage {
  private readonly options: UnpackStageOptions;
  private readonly context: PipelineContext;
  private readonly unpack: UnpackText;
  private readonly select: ReturnType<typeof bindCondition>;

  constructor(options: UnpackStageOptions, context: PipelineContext, unpack: UnpackText) {
    this.options = options;
    this.context = context;
    this.unpack = unpack;
    this.select = bindCondition(options.condition, context);
  }

  push(given: ResultBatch, sink: ResultSink): boolean {
    const batch = FieldBatch.of(given);
    for (let start = 0; start < batch.rowCount; start += CHUNK_ROWS) {
      this.context.query.check();
      if (!sink.push(this.unpackRows(batch.slice(start, start + CHUNK_ROWS)))) return false;
    }
    return true;
  }

  private unpackRows(batch: FieldBatch): FieldBatch {
    const selection = this.select(batch);
    const fields = new UnpackedFields(batch, this.options);
    const texts = batch.texts(this.options.from);
    let row = 0;
    const put: PutField = (name, text, isNumber) => fields.set(row, name, text, isNumber);
    for (; row < texts.length; row++) {
      if (selection === null || selection.has(row)) this.unpack(texts[row]!, put);
    }
    return fields.finish();
  }

  finish(): void {}
}
