import type { PipeOperator } from '../pipeline/pipe-operator.ts';
import { textChangeStage } from '../pipeline/text-stage.ts';

/** Control sequences of terminals as ECMA-48 writes them: parameters, intermediate bytes, and the final one. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for
const CONTROL_SEQUENCE = /\x1b\[[0-?]*[ -/]*[0-~]?/g;

export const decolorizePipe: PipeOperator<'decolorize'> = {
  order: 'kept',
  partial: 'row-wise',
  start: ({ field }, context) => textChangeStage(field, null, context, (text) => text.replace(CONTROL_SEQUENCE, '')),
};
