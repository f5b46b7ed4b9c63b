import type { SortPipe } from '../../logsql/syntax-tree.ts';
import type { PipelineContext, PipeOperator, PipeStage } from '../pipeline/pipe-operator.ts';
import { SortStage } from '../sort/sort-stage.ts';
import { TimeWindowStage } from '../sort/time-window-stage.ts';

export const sortPipe: PipeOperator<'sort'> = { partial: 'state', start: startSort };

export function startSort(node: SortPipe, context: PipelineContext): PipeStage {
  return TimeWindowStage.fits(node) ? new TimeWindowStage(node, context) : new SortStage(node, context.query);
}
