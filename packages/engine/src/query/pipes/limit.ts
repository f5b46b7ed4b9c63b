import { FieldBatch } from '../pipeline/field-batch.ts';
import type { PipeOperator, PipeStage, ResultSink } from '../pipeline/pipe-operator.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';

export const limitPipe: PipeOperator<'limit'> = {
  start: ({ count }) => new LimitStage(count),
};

/** Asks for no more rows once it has enough. */
class LimitStage implements PipeStage {
  private left: number;

  constructor(count: number) {
    this.left = count;
  }

  push(batch: ResultBatch, sink: ResultSink): boolean {
    if (this.left === 0) return false;
    const taken = FieldBatch.of(batch).slice(0, this.left);
    this.left -= taken.rowCount;
    return sink.push(taken) && this.left > 0;
  }

  finish(): void {}
}
