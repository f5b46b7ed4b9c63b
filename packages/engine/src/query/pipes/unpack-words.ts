import { wordsOf } from '../../bytes/words.ts';
import { mapTexts } from '../pipeline/map-texts.ts';
import type { PipeOperator } from '../pipeline/pipe-operator.ts';
import { RowWiseStage } from '../pipeline/row-wise-stage.ts';

export const unpackWordsPipe: PipeOperator<'unpack_words'> = {
  order: 'kept',
  partial: 'row-wise',
  start: ({ from, resultField, dropDuplicates }) => {
    const wordArray = (text: string): string => {
      const words = wordsOf(text);
      return JSON.stringify(dropDuplicates ? [...new Set(words)] : words);
    };
    return new RowWiseStage((batch) => batch.with([[resultField, mapTexts(batch.values(from), wordArray)]]));
  },
};
