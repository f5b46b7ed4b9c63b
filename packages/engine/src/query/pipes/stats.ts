import type { PipeOperator } from '../pipeline/pipe-operator.ts';
import { StatsStage } from '../stats/stats-stage.ts';

/** Groups come in the order of their keys, or as they were met where there are very many. */
export const statsPipe: PipeOperator<'stats'> = {
  order: 'ignored',
  partial: 'state',
  start: (node, context) => new StatsStage(node, context),
};
