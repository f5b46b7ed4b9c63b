import type { PipeOperator, PipeStage, ResultSink } from '../pipeline/pipe-operator.ts';
import { pushRows } from '../pipeline/push-rows.ts';

export const blocksCountPipe: PipeOperator<'blocks_count'> = {
  order: 'ignored',
  partial: 'state',
  start: ({ resultField }) => new BlocksCountStage(resultField),
};

/** Counts what it is given: blocks right behind the filter, batches behind other pipes. */
class BlocksCountStage implements PipeStage {
  private readonly resultField: string;
  private count = 0;

  constructor(resultField: string) {
    this.resultField = resultField;
  }

  push(): boolean {
    this.count++;
    return true;
  }

  pushBlock(): boolean {
    this.count++;
    return true;
  }

  takeState(): unknown {
    return this.count;
  }

  addState(state: unknown): void {
    this.count += state as number;
  }

  finish(sink: ResultSink): void {
    pushRows([this.resultField], [[this.count]], sink);
  }
}
