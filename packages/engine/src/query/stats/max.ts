import type { StatsOperator } from '../stats-operator.ts';
import { ExtremeAccumulator } from './extreme-accumulator.ts';

export const maxStats: StatsOperator<'max'> = {
  start: ({ fields }) => new ExtremeAccumulator(fields, true),
};
