import { FieldBatch } from '../pipeline/field-batch.ts';
import type { PipeOperator, PipeStage, ResultSink } from '../pipeline/pipe-operator.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';

export const offsetPipe: PipeOperator<'offset'> = {
  start: ({ count }) => new OffsetStage(count),
};

class OffsetStage implements PipeStage {
  private left: number;

  constructor(count: number) {
    this.left = count;
  }

  push(batch: ResultBatch, sink: ResultSink): boolean {
    const skipped = Math.min(this.left, batch.rowCount);
    this.left -= skipped;
    return skipped === batch.rowCount || sink.push(FieldBatch.of(batch).slice(skipped, batch.rowCount));
  }

  finish(): void {}
}
