import type { PipeOperator } from '../pipeline/pipe-operator.ts';
import { sortOf } from './first.ts';
import { startSort } from './sort.ts';

export const lastPipe: PipeOperator<'last'> = {
  partial: 'state',
  start: (node, context) => startSort(sortOf(node, true), context),
};
