import { collapseNumbers, prettifyNumbers } from '../collapse-numbers.ts';
import type { PipeOperator } from '../pipeline/pipe-operator.ts';
import { textChangeStage } from '../pipeline/text-stage.ts';

export const collapseNumsPipe: PipeOperator<'collapse_nums'> = {
  order: 'kept',
  start: ({ field, condition, prettify }, context) =>
    textChangeStage(
      field,
      condition,
      context,
      prettify ? (text) => prettifyNumbers(collapseNumbers(text)) : collapseNumbers,
    ),
};
