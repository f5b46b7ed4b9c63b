import { FieldBatch } from './field-batch.ts';
import type { PipeStage, ResultSink } from './pipe-operator.ts';
import type { ResultBatch } from './result-batch.ts';

/** A stage that makes of each batch another one and holds nothing between them. */
export class RowWiseStage implements PipeStage {
  private readonly change: (batch: FieldBatch) => FieldBatch;

  constructor(change: (batch: FieldBatch) => FieldBatch) {
    this.change = change;
  }

  push(batch: ResultBatch, sink: ResultSink): boolean {
    return sink.push(this.change(FieldBatch.of(batch)));
  }

  finish(): void {}
}
