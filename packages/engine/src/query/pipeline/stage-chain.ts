import type { PipeStage, ResultSink, SelectedBlock } from './pipe-operator.ts';
import type { ResultBatch } from './result-batch.ts';

/** Stages one behind the other. Empty batches are not handed on, and none after a stage had enough. */
export class StageChain implements ResultSink {
  private readonly stage: PipeStage;
  private readonly next: ResultSink;
  /** Takes the end of the rows on to the stages behind. */
  private readonly finishNext: () => void;
  private wantsMore = true;

  private constructor(stage: PipeStage, next: ResultSink, finishNext: () => void) {
    this.stage = stage;
    this.next = next;
    this.finishNext = finishNext;
  }

  /** Null when there is no stage. */
  static of(stages: readonly PipeStage[], end: ResultSink): StageChain | null {
    let chain: StageChain | null = null;
    for (const stage of stages.toReversed()) {
      const behind: StageChain | null = chain;
      chain = new StageChain(stage, behind ?? end, behind === null ? () => {} : () => behind.finish());
    }
    return chain;
  }

  push(batch: ResultBatch): boolean {
    if (this.wantsMore && batch.rowCount > 0) this.wantsMore = this.stage.push(batch, this.next);
    return this.wantsMore;
  }

  pushBlock(block: SelectedBlock): boolean {
    if (this.stage.pushBlock === undefined) return this.push(block.batch());
    if (this.wantsMore) this.wantsMore = this.stage.pushBlock(block, this.next);
    return this.wantsMore;
  }

  finish(): void {
    this.stage.finish(this.next);
    this.finishNext();
  }
}
