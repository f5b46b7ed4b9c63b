import type { StatsOperator } from '../stats-operator.ts';
import { ExtremeAccumulator } from './extreme-accumulator.ts';

export const minStats: StatsOperator<'min'> = {
  start: ({ fields }) => new ExtremeAccumulator(fields, false),
};
