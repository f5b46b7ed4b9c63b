import type { PipeOperator } from '../pipeline/pipe-operator.ts';
import { numberOfTextStage } from '../pipeline/text-stage.ts';
import { xxHash64 } from '../xx-hash.ts';

/** The lower 53 bits of XXH64, as of the reference: a number that loses nothing. */
export const hashPipe: PipeOperator<'hash'> = {
  order: 'kept',
  partial: 'row-wise',
  start: ({ field, resultField }) =>
    numberOfTextStage(field, resultField, (text) => String(BigInt.asUintN(53, xxHash64(Buffer.from(text))))),
};
