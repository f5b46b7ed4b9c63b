import { logfmtText } from '../logfmt.ts';
import type { PipeOperator } from '../pipeline/pipe-operator.ts';
import { packStage } from './pack-json.ts';

export const packLogfmtPipe: PipeOperator<'pack_logfmt'> = {
  order: 'kept',
  partial: 'row-wise',
  start: (node, context) =>
    packStage(node, context, {
      start: '',
      keyOf: (name) => `${name}=`,
      valueOf: logfmtText,
      separator: ' ',
      end: '',
      showsEmpty: true,
    }),
};
