import { avgFunction } from './stats/avg.ts';
import { countFunction } from './stats/count.ts';
import { countEmptyFunction } from './stats/count-empty.ts';
import { countUniqFunction } from './stats/count-uniq.ts';
import { countUniqHashFunction } from './stats/count-uniq-hash.ts';
import { histogramFunction } from './stats/histogram.ts';
import { jsonValuesFunction } from './stats/json-values.ts';
import { maxFunction } from './stats/max.ts';
import { medianFunction } from './stats/median.ts';
import { minFunction } from './stats/min.ts';
import { quantileFunction } from './stats/quantile.ts';
import { rateFunction } from './stats/rate.ts';
import { rateSumFunction } from './stats/rate-sum.ts';
import { rowAnyFunction } from './stats/row-any.ts';
import { rowMaxFunction } from './stats/row-max.ts';
import { rowMinFunction } from './stats/row-min.ts';
import { sumFunction } from './stats/sum.ts';
import { sumLenFunction } from './stats/sum-len.ts';
import { uniqValuesFunction } from './stats/uniq-values.ts';
import { valuesFunction } from './stats/values.ts';
import type { StatsFunctionName } from './stats-function-node.ts';
import type { StatsSyntax } from './syntax-entry.ts';

/** The syntax of every stats function of the language, by its name. */
export const STATS_SYNTAX: { readonly [K in StatsFunctionName]: StatsSyntax<K> } = {
  avg: avgFunction,
  count: countFunction,
  count_empty: countEmptyFunction,
  count_uniq: countUniqFunction,
  count_uniq_hash: countUniqHashFunction,
  histogram: histogramFunction,
  json_values: jsonValuesFunction,
  max: maxFunction,
  median: medianFunction,
  min: minFunction,
  quantile: quantileFunction,
  rate: rateFunction,
  rate_sum: rateSumFunction,
  row_any: rowAnyFunction,
  row_max: rowMaxFunction,
  row_min: rowMinFunction,
  sum: sumFunction,
  sum_len: sumLenFunction,
  uniq_values: uniqValuesFunction,
  values: valuesFunction,
};
