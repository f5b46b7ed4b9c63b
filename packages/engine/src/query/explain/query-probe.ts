import type { QueryFilterNode } from '../../logsql/syntax-tree.ts';
import type { BlockSource } from '../block-source.ts';
import type { BindFilter } from '../bound-filter.ts';
import type { PipeStage } from '../pipeline/pipe-operator.ts';
import { ProbedPlan, type VisitedBlocks } from './probed-plan.ts';
import { noFigures, probeStage, type StageFigures } from './probed-stage.ts';
import { StepClock } from './step-clock.ts';

/** What was done of a query in one place. Plain data, which goes between threads as it is. */
export interface PartReport {
  readonly blocks: VisitedBlocks;
  /** Milliseconds of the filter, and of reading what the pipes are given. */
  readonly filterMs: number;
  readonly pipes: readonly StageFigures[];
}

/** Notes what the steps of a query do with blocks. */
export class QueryProbe {
  readonly plan: ProbedPlan;
  /** To be used in place of the given ones. */
  readonly stages: readonly PipeStage[];
  private readonly clock: StepClock;
  private readonly pipes: readonly StageFigures[];

  /**
   * @param filter As for `QueryPlan`.
   * @param stages Of the pipes.
   * @param now Milliseconds since any fixed point.
   */
  constructor(filter: QueryFilterNode, stages: readonly PipeStage[], bind: BindFilter, now: () => number) {
    this.clock = new StepClock(now);
    this.plan = new ProbedPlan(filter, bind, this.clock);
    this.pipes = stages.map(noFigures);
    this.stages = stages.map((stage, i) => probeStage(stage, this.pipes[i]!, this.clock));
  }

  /** The same steps; their time is that of the filter, but for what the stages take of it. */
  *measured<T>(steps: Iterable<T>): Generator<T, void> {
    const iterator = steps[Symbol.iterator]();
    try {
      for (;;) {
        const { done, value } = this.clock.measure(this.plan.figures, () => iterator.next());
        if (done === true) return;
        yield value;
      }
    } finally {
      iterator.return?.();
    }
  }

  /** @param isCut Whether the steps were left, or the report is made in their midst. */
  report(source: BlockSource, isCut: boolean): PartReport {
    return {
      blocks: this.plan.visited(source, isCut),
      filterMs: this.plan.figures.ms,
      pipes: this.pipes.map((figures) => ({ ...figures })),
    };
  }
}
