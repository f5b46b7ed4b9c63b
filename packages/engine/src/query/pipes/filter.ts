import { BatchFilter } from '../pipeline/batch-filter.ts';
import { pickSelected } from '../pipeline/pick-selected.ts';
import type { PipeOperator } from '../pipeline/pipe-operator.ts';
import { RowWiseStage } from '../pipeline/row-wise-stage.ts';

export const filterPipe: PipeOperator<'filter'> = {
  order: 'kept',
  partial: 'row-wise',
  start: (node, context) => {
    const filter = new BatchFilter(node.filter, context);
    return new RowWiseStage((batch) => pickSelected(batch, filter.select(batch)));
  },
};
