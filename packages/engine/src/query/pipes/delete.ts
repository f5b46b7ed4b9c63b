import { matchesFieldPatterns } from '../pipeline/field-patterns.ts';
import type { PipeOperator } from '../pipeline/pipe-operator.ts';
import { RowWiseStage } from '../pipeline/row-wise-stage.ts';

export const deletePipe: PipeOperator<'delete'> = {
  order: 'kept',
  partial: 'row-wise',
  start: ({ fields }) =>
    new RowWiseStage((batch) => {
      const kept = [...batch.fields].filter(([name]) => !matchesFieldPatterns(fields, name));
      return batch.keep(new Map(kept));
    }),
};
