import { wordsOf } from '../../bytes/words.ts';
import type { FieldValues } from '../pipeline/field-values.ts';
import { ListValues } from '../pipeline/list-values.ts';
import { mapTexts } from '../pipeline/map-texts.ts';
import type { PipeOperator } from '../pipeline/pipe-operator.ts';
import { RowWiseStage } from '../pipeline/row-wise-stage.ts';

export const unpackWordsPipe: PipeOperator<'unpack_words'> = {
  order: 'kept',
  partial: 'row-wise',
  start: ({ from, resultField, dropDuplicates }) => {
    const listOf = dropDuplicates ? (text: string) => [...new Set(wordsOf(text))] : wordsOf;
    return new RowWiseStage((batch) => batch.with([[resultField, wordLists(batch.values(from), listOf)]]));
  },
};

/** Texts that are known to be few become JSON once each. */
function wordLists(values: FieldValues, listOf: (text: string) => readonly string[]): FieldValues {
  if (values.dictionary() === null) return new ListValues(values, listOf);
  return mapTexts(values, (text) => JSON.stringify(listOf(text)));
}
