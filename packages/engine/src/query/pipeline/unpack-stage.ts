import type { Bitmap } from '../../bytes/bitmap.ts';
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
  /** An ASCII character without which as their first texts have no fields. */
  readonly firstCharacter?: string;
}

/** A stage that makes fields of the text of one field, row by row, in the rows that pass a condition. */
export function unpackStage(options: UnpackStageOptions, context: PipelineContext, unpack: UnpackText): PipeStage {
  const select = bindCondition(options.condition, context);
  const unpackRows = (batch: FieldBatch, rows: Uint32Array | null): FieldBatch => {
    const selection = select(batch);
    const fields = new UnpackedFields(batch, options);
    const values = batch.values(options.from);
    const texts = (rows === null ? values : values.pick(rows)).texts();
    let row = 0;
    const put: PutField = (name, text, isNumber) => fields.set(row, name, text, isNumber);
    const has = (name: string): boolean => fields.has(name);
    for (let i = 0; i < texts.length; i++) {
      row = rows === null ? i : rows[i]!;
      if (selection === null || selection.has(row)) unpack(texts[i]!, put, has);
    }
    return fields.finish();
  };
  return new ChunkedStage(context, (batch) => {
    const { firstCharacter } = options;
    const values = batch.values(options.from);
    const candidates = firstCharacter === undefined ? null : (values.mayStartWith?.(firstCharacter) ?? null);
    return (chunk, start) => {
      const rows = candidates === null ? null : rowsWithin(candidates, start, start + chunk.rowCount);
      return rows?.length === 0 ? chunk : unpackRows(chunk, rows);
    };
  });
}

/** The set rows in `[start, end)`, counted from `start`. */
function rowsWithin(set: Bitmap, start: number, end: number): Uint32Array {
  const rows: number[] = [];
  for (let row = set.next(start); row >= 0 && row < end; row = set.next(row + 1)) rows.push(row - start);
  return Uint32Array.from(rows);
}
