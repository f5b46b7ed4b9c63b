import { visitLogfmt } from '../logfmt.ts';
import type { PipeOperator } from '../pipeline/pipe-operator.ts';
import { unpackStage } from '../pipeline/unpack-stage.ts';
import { wantedFields } from './unpack-json.ts';

/** Fields that are named but not there are empty; a value without a name is that of `_msg`, or of the prefix. */
export const unpackLogfmtPipe: PipeOperator<'unpack_logfmt'> = {
  order: 'kept',
  partial: 'row-wise',
  start: (node, context) => {
    const wanted = wantedFields(node.fields, node.resultPrefix);
    return unpackStage(node, context, (text, put, has) => {
      for (const name of wanted.named) put(wanted.resultName(name), '', false);
      visitLogfmt(text, (name, value) => {
        if (!wanted.takes(name)) return;
        const field = wanted.resultName(name) || '_msg';
        // Most texts are no logfmt: their words would be fields without values.
        if (value !== '' || has(field)) put(field, value, false);
      });
    });
  },
};
