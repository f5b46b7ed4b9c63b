import type { PipeOperator } from '../pipeline/pipe-operator.ts';
import { numberOfTextStage } from '../pipeline/text-stage.ts';

/** The length is in bytes of UTF-8. */
export const lenPipe: PipeOperator<'len'> = {
  order: 'kept',
  partial: 'row-wise',
  start: ({ field, resultField }) => numberOfTextStage(field, resultField, (text) => String(Buffer.byteLength(text))),
};
