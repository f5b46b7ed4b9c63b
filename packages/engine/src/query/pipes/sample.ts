import { FieldBatch } from '../pipeline/field-batch.ts';
import type { PipeOperator, PipeStage, ResultSink } from '../pipeline/pipe-operator.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';

export const samplePipe: PipeOperator<'sample'> = {
  order: 'kept',
  partial: 'row-wise',
  start: ({ rate }) => new SampleStage(rate, Math.random),
};

/** Lets each row through with the probability `1 / rate`. */
export class SampleStage implements PipeStage {
  private readonly share: number;
  private readonly random: () => number;

  /** @param random Numbers in `[0, 1)`. */
  constructor(rate: number, random: () => number) {
    this.share = 1 / rate;
    this.random = random;
  }

  push(batch: ResultBatch, sink: ResultSink): boolean {
    const rows: number[] = [];
    for (let row = this.nextStep() - 1; row < batch.rowCount; row += this.nextStep()) rows.push(row);
    return sink.push(FieldBatch.of(batch).pick(Uint32Array.from(rows)));
  }

  /** How many rows on the next one stands: independent trials are memoryless, so a batch may begin anew. */
  private nextStep(): number {
    if (this.share >= 1) return 1;
    return 1 + Math.floor(Math.log(1 - this.random()) / Math.log(1 - this.share));
  }

  finish(): void {}
}
