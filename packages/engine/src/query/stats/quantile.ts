import type { StatsOperator } from '../stats-operator.ts';
import { QuantileAccumulator } from './quantile-accumulator.ts';

export const quantileStats: StatsOperator<'quantile'> = {
  start: ({ phi, fields }) => new QuantileAccumulator(phi, fields),
};
