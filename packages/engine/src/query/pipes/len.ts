import type { FieldValues } from '../pipeline/field-values.ts';
import { mapTexts } from '../pipeline/map-texts.ts';
import { NumberValues } from '../pipeline/number-values.ts';
import type { PipeOperator } from '../pipeline/pipe-operator.ts';
import { RowWiseStage } from '../pipeline/row-wise-stage.ts';

/** The length is in bytes of UTF-8. */
export const lenPipe: PipeOperator<'len'> = {
  order: 'kept',
  partial: 'row-wise',
  start: ({ field, resultField }) =>
    new RowWiseStage((batch) => batch.with([[resultField, lengthsOf(batch.values(field))]])),
};

function lengthsOf(values: FieldValues): FieldValues {
  if (values.dictionary() !== null || values.byteLengths === undefined) {
    return mapTexts(values, (text) => String(Buffer.byteLength(text)), true);
  }
  return new NumberValues(values.byteLengths());
}
