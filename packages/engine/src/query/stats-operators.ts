import { InvalidArgumentError } from '../errors/engine-error.ts';
import type { StatsFunctionName, StatsFunctionNode } from '../logsql/stats-function-node.ts';
import { avgStats } from './stats/avg.ts';
import { countStats } from './stats/count.ts';
import { countEmptyStats } from './stats/count-empty.ts';
import { countUniqStats } from './stats/count-uniq.ts';
import { countUniqHashStats } from './stats/count-uniq-hash.ts';
import { histogramStats } from './stats/histogram.ts';
import { jsonValuesStats } from './stats/json-values.ts';
import { maxStats } from './stats/max.ts';
import { medianStats } from './stats/median.ts';
import { minStats } from './stats/min.ts';
import { quantileStats } from './stats/quantile.ts';
import { rateStats } from './stats/rate.ts';
import { rateSumStats } from './stats/rate-sum.ts';
import { rowAnyStats } from './stats/row-any.ts';
import { rowMaxStats } from './stats/row-max.ts';
import { rowMinStats } from './stats/row-min.ts';
import { sumStats } from './stats/sum.ts';
import { sumLenStats } from './stats/sum-len.ts';
import { uniqValuesStats } from './stats/uniq-values.ts';
import { valuesStats } from './stats/values.ts';
import type { StatsAccumulator, StatsContext, StatsOperator } from './stats-operator.ts';

/** The execution of each stats function; one without does not compile. */
export const STATS_OPERATORS: { readonly [Kind in StatsFunctionName]: StatsOperator<Kind> } = {
  avg: avgStats,
  count: countStats,
  count_empty: countEmptyStats,
  count_uniq: countUniqStats,
  count_uniq_hash: countUniqHashStats,
  histogram: histogramStats,
  json_values: jsonValuesStats,
  max: maxStats,
  median: medianStats,
  min: minStats,
  quantile: quantileStats,
  rate: rateStats,
  rate_sum: rateSumStats,
  row_any: rowAnyStats,
  row_max: rowMaxStats,
  row_min: rowMinStats,
  sum: sumStats,
  sum_len: sumLenStats,
  uniq_values: uniqValuesStats,
  values: valuesStats,
};

/** Stats functions that were registered, by name. */
export type CustomStatsOperators = ReadonlyMap<string, StatsOperator<'custom'>>;

/**
 * An accumulator for a stats function.
 * @throws InvalidArgumentError for a function that is not registered.
 */
export function startStats(
  node: StatsFunctionNode,
  context: StatsContext,
  extensions: CustomStatsOperators = new Map(),
): StatsAccumulator {
  const operator = node.kind === 'custom' ? extensions.get(node.name) : STATS_OPERATORS[node.kind];
  if (operator === undefined)
    throw new InvalidArgumentError(`there is no stats function with the name ${nameOf(node)}`);
  // The table pairs each kind with the operator of its own node; the compiler cannot follow a lookup by `node.kind`.
  return operator.start(node as never, context);
}

function nameOf(node: StatsFunctionNode): string {
  return node.kind === 'custom' ? node.name : node.kind;
}
