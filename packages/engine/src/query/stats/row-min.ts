import type { StatsOperator } from '../stats-operator.ts';
import { RowExtremeAccumulator } from './row-extreme-accumulator.ts';

export const rowMinStats: StatsOperator<'row_min'> = {
  start: ({ field, fields }) => new RowExtremeAccumulator(field, fields, false),
};
