import type { PipeStage, ResultSink, SelectedBlock } from '../pipeline/pipe-operator.ts';
import type { ResultBatch } from '../pipeline/result-batch.ts';
import type { StepClock, StepFigures } from './step-clock.ts';

/** Rows that a stage was given as blocks. */
export interface StageFigures extends StepFigures {
  blocksIn: number;
}

export function noFigures(): StageFigures {
  return { rowsIn: 0, rowsOut: 0, ms: 0, blocksIn: 0 };
}

/** A stage that does what another does and notes it. */
export function probeStage(stage: PipeStage, figures: StageFigures, clock: StepClock): PipeStage {
  const countOut = (sink: ResultSink): ResultSink => ({
    push(batch) {
      figures.rowsOut += batch.rowCount;
      return sink.push(batch);
    },
  });
  const probed: PipeStage = {
    ...(stage.blockOrder === undefined ? {} : { blockOrder: stage.blockOrder }),
    push(batch: ResultBatch, sink: ResultSink) {
      figures.rowsIn += batch.rowCount;
      return clock.measure(figures, () => stage.push(batch, countOut(sink)));
    },
    finish: (sink: ResultSink) => clock.measure(figures, () => stage.finish(countOut(sink))),
    ...(stage.takeState && { takeState: () => clock.measure(figures, () => stage.takeState!()) }),
    ...(stage.addState && { addState: (state) => clock.measure(figures, () => stage.addState!(state)) }),
    ...(stage.queriesAtEnd && { queriesAtEnd: () => stage.queriesAtEnd!() }),
  };
  if (stage.pushBlock === undefined) return probed;
  return {
    ...probed,
    pushBlock(block: SelectedBlock, sink: ResultSink) {
      figures.blocksIn++;
      const wantsMore = clock.measure(figures, () => stage.pushBlock!(block, countOut(sink)));
      figures.rowsIn += block.count() ?? 0;
      return wantsMore;
    },
  };
}
