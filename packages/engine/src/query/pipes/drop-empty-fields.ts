import { Bitmap } from '../../bytes/bitmap.ts';
import type { FieldBatch } from '../pipeline/field-batch.ts';
import { pickSelected } from '../pipeline/pick-selected.ts';
import type { PipeOperator } from '../pipeline/pipe-operator.ts';
import { RowWiseStage } from '../pipeline/row-wise-stage.ts';

/** Empty fields are never shown; what is left to do is to drop the rows that have no others. */
export const dropEmptyFieldsPipe: PipeOperator<'drop_empty_fields'> = {
  order: 'kept',
  partial: 'row-wise',
  start: () => new RowWiseStage((batch) => pickSelected(batch, rowsWithValues(batch))),
};

function rowsWithValues(batch: FieldBatch): Bitmap {
  if (batch.times() !== null) return Bitmap.full(batch.rowCount);
  const found = new Bitmap(batch.rowCount);
  for (const values of batch.fields.values()) {
    values.texts().forEach((text, row) => {
      if (text !== '') found.set(row);
    });
    if (found.isFull()) break;
  }
  return found;
}
