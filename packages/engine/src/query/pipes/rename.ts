import { FieldBatch } from '../pipeline/field-batch.ts';
import { matchesFieldPattern } from '../pipeline/field-patterns.ts';
import type { PipeOperator } from '../pipeline/pipe-operator.ts';
import { RowWiseStage } from '../pipeline/row-wise-stage.ts';
import { copiesOf } from './copy.ts';

/** Pairs are done one after the other. A renamed field stands last, over one that had its name before. */
export const renamePipe: PipeOperator<'rename'> = {
  order: 'kept',
  partial: 'row-wise',
  start: ({ pairs }) =>
    new RowWiseStage((batch) => pairs.reduce((before, { source, target }) => rename(before, source, target), batch)),
};

function rename(batch: FieldBatch, source: string, target: string): FieldBatch {
  const renamed = copiesOf(batch, source, target);
  const kept = [...batch.fields].filter(([name]) => !matchesFieldPattern(source, name));
  return new FieldBatch(batch.rowCount, new Map([...kept, ...renamed]), false, batch.order);
}
