import type { StatsOperator } from '../stats-operator.ts';
import { RowExtremeAccumulator } from './row-extreme-accumulator.ts';

export const rowMaxStats: StatsOperator<'row_max'> = {
  start: ({ field, fields }) => new RowExtremeAccumulator(field, fields, true),
};
