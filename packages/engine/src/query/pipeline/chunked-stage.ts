import { FieldBatch } from './field-batch.ts';
import type { PipelineContext, PipeStage, ResultSink } from './pipe-operator.ts';
import type { ResultBatch } from './result-batch.ts';

/** Makes another batch of some rows of one; the first of them is row `start` of that. */
export type ChangeChunk = (chunk: FieldBatch, start: number) => FieldBatch;

/**
 * Rows that are handed on at once. The fields of a few rows are gone again before the garbage collector looks at them; those
 * of a whole block would be moved around by it, which took more time than making them.
 */
const CHUNK_ROWS = 256;

/** As `RowWiseStage`, a few rows at a time. */
export class ChunkedStage implements PipeStage {
  private readonly context: PipelineContext;
  private readonly begin: (batch: FieldBatch) => ChangeChunk;

  /** @param begin Called with each batch before its chunks come. */
  constructor(context: PipelineContext, begin: (batch: FieldBatch) => ChangeChunk) {
    this.context = context;
    this.begin = begin;
  }

  push(given: ResultBatch, sink: ResultSink): boolean {
    const batch = FieldBatch.of(given);
    const change = this.begin(batch);
    for (let start = 0; start < batch.rowCount; start += CHUNK_ROWS) {
      this.context.query.check();
      if (!sink.push(change(batch.slice(start, start + CHUNK_ROWS), start))) return false;
    }
    return true;
  }

  finish(): void {}
}
