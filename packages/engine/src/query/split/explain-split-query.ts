import type { PipeNode, Query } from '../../logsql/syntax-tree.ts';
import type { BindFilter } from '../bound-filter.ts';
import { type ExplainSettings, rowsOf } from '../explain/explain-query.ts';
import { noFigures, probeStage, type StageFigures } from '../explain/probed-stage.ts';
import { explanationOf, type QueryExplanation } from '../explain/query-explanation.ts';
import type { PartReport } from '../explain/query-probe.ts';
import { StepClock } from '../explain/step-clock.ts';
import { mergeQuery } from '../pipeline/merge-pipes.ts';
import type { PipeStage } from '../pipeline/pipe-operator.ts';
import type { PartStreams } from './part-streams.ts';
import { runSplitQuery, type SplitProbe, type SplitRun } from './run-split-query.ts';
import type { SplitPlan } from './split-plan.ts';

/** Runs a query over blocks that are spread over parts, and tells how. @throws as `runSplitQuery` */
export async function explainSplitQuery(query: Query, run: SplitRun & ExplainSettings): Promise<QueryExplanation> {
  const { syntax, limit, now } = run;
  const startedMs = now();
  const probe = new PartsProbe(now);
  let returned = 0;
  for await (const batches of runSplitQuery(query, run, probe)) {
    returned = Math.min(limit, returned + rowsOf(batches));
    if (returned < limit) continue;
    await probe.takeReports();
    break;
  }
  const { filter, bind, parts, figures } = probe.found(mergeQuery(query).pipes);
  return explanationOf({ query, syntax, filter, bind, parts, pipes: figures, returned, ms: now() - startedMs });
}

/** Puts together what the parts tell and what is measured of the coordinator. */
class PartsProbe implements SplitProbe {
  private readonly clock: StepClock;
  private plan!: SplitPlan;
  private bind!: BindFilter;
  private streams!: PartStreams;
  private own!: readonly StageFigures[];
  private parts: readonly PartReport[] = [];

  constructor(now: () => number) {
    this.clock = new StepClock(now);
  }

  begin({ plan, stages, bind, streams }: Parameters<SplitProbe['begin']>[0]): readonly PipeStage[] {
    this.plan = plan;
    this.bind = bind;
    this.streams = streams;
    this.own = stages.map(noFigures);
    return stages.map((stage, i) => probeStage(stage, this.own[i]!, this.clock));
  }

  async takeReports(): Promise<void> {
    this.parts = await this.streams.lastReports();
  }

  /** @param pipes Those of the query. */
  found(pipes: readonly PipeNode[]): {
    readonly filter: SplitPlan['task']['filter'];
    readonly bind: BindFilter;
    readonly parts: readonly PartReport[];
    readonly figures: readonly { readonly pipe: PipeNode; readonly figures: StageFigures }[];
  } {
    const { plan, bind, parts, own } = this;
    const ownFrom = pipes.length - plan.pipes.length;
    // A limit that only the plan has put there is no pipe of the query.
    const partsTo = plan.task.result === 'state' ? ownFrom + 1 : ownFrom;
    const figures = pipes.map((pipe, i) => {
      const theirs = i < partsTo ? parts.map((part) => part.pipes[i]!) : [];
      return { pipe, figures: sumOf(i < ownFrom ? theirs : [...theirs, own[i - ownFrom]!]) };
    });
    return { filter: plan.task.filter, bind, parts, figures };
  }
}

function sumOf(all: readonly StageFigures[]): StageFigures {
  const sum = noFigures();
  for (const { rowsIn, rowsOut, ms, blocksIn } of all) {
    sum.rowsIn += rowsIn;
    sum.rowsOut += rowsOut;
    sum.ms += ms;
    sum.blocksIn += blocksIn;
  }
  return sum;
}
