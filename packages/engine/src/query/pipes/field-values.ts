import type { PipeOperator } from '../pipeline/pipe-operator.ts';
import { startUniq } from './uniq.ts';

export const fieldValuesPipe: PipeOperator<'field_values'> = {
  order: 'ignored',
  partial: 'state',
  start: ({ field, limit }, context) => startUniq({ by: [field], hitsField: 'hits', limit }, context),
};
