import type { ResultSink } from './pipe-operator.ts';
import type { ResultBatch } from './result-batch.ts';

/** Keeps the results until the caller takes them. */
export class ResultCollector implements ResultSink {
  private batches: ResultBatch[] = [];

  push(batch: ResultBatch): boolean {
    if (batch.rowCount > 0) this.batches.push(batch);
    return true;
  }

  take(): readonly ResultBatch[] {
    const { batches } = this;
    this.batches = [];
    return batches;
  }
}
