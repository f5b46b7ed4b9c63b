import { formatLogfmt } from '../logfmt.ts';
import type { PipeOperator } from '../pipeline/pipe-operator.ts';
import { packStage } from './pack-json.ts';

export const packLogfmtPipe: PipeOperator<'pack_logfmt'> = {
  order: 'kept',
  partial: 'row-wise',
  start: (node) => packStage(node, (fields) => formatLogfmt(fields.filter(([, value]) => value !== ''))),
};
