import { JsonScanner } from '../json-scanner.ts';
import type { PipeOperator } from '../pipeline/pipe-operator.ts';
import { numberOfTextStage } from '../pipeline/text-stage.ts';

/** A text that is no JSON array has the length 0. */
export const jsonArrayLenPipe: PipeOperator<'json_array_len'> = {
  order: 'kept',
  partial: 'row-wise',
  start: ({ field, resultField }) => {
    const scanner = new JsonScanner();
    return numberOfTextStage(field, resultField, (text) => String(scanner.items(text)?.length ?? 0));
  },
};
