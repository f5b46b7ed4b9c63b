import type { PipeOperator } from '../pipeline/pipe-operator.ts';
import { startUniq } from './uniq.ts';

export const fieldValuesPipe: PipeOperator<'field_values'> = {
  order: 'ignored',
  partial: 'state',
  start: ({ field, limit }, context) => {
    const hitsField = field === 'hits' ? 'hitss' : 'hits';
    return startUniq({ by: [field], hitsField, limit }, context);
  },
};
