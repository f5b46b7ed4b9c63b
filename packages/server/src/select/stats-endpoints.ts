import { gatherGroups } from './gathered-rows.ts';
import { prepareQuery } from './prepared-query.ts';
import { wrong } from './request-arguments.ts';
import type { SelectEndpoint } from './select-endpoint.ts';
import { type StatsSeries, statsSeriesOf } from './stats-series.ts';
import { steppedQuery } from './stepped-query.ts';
import { timeArgument } from './time-argument.ts';

const NS_PER_SECOND = 1e9;

/** The results of a stats query as an instant vector of Prometheus. */
export const statsQueryEndpoint: SelectEndpoint = {
  name: 'stats_query',
  summary: 'The result of a query that ends in stats, as an instant vector of Prometheus',
  failure: 'prometheus',
  async answer(request) {
    const { query, timeNs, options } = prepareQuery(request);
    const series = statsSeriesOf(query);
    const rows = await gatherGroups(request.store, query, options);
    const time = secondsOf(timeNs);
    const result = rows.flatMap((row) =>
      metricsOf(row, series).map(({ metric, value }) => ({ metric, value: [time, value] })),
    );
    return { json: { status: 'success', data: { resultType: 'vector', result } } };
  },
};

/** The results of a stats query for each step of time, as a range vector of Prometheus. */
export const statsQueryRangeEndpoint: SelectEndpoint = {
  name: 'stats_query_range',
  summary: 'The result of a query that ends in stats for each step of time, as a range vector of Prometheus',
  failure: 'prometheus',
  async answer(request) {
    const { args, store } = request;
    const prepared = prepareQuery(request);
    const step = args.durationNs('step', '1d');
    if (step <= 0n) throw wrong('step', 'longer than zero', args.text('step'));
    const query = steppedQuery(prepared.query, step);
    const { labels, metrics } = statsSeriesOf(query);
    // Rows that have lost their time before the stats pipe show so, as in VictoriaLogs.
    const untimed = { labels, metrics };
    const timed = { labels: labels.filter((label) => label !== '_time'), metrics };
    const series = new Map<string, { metric: Metric; values: [number, string][] }>();
    for (const row of await gatherGroups(store, query, prepared.options)) {
      const timeNs = timeArgument('_time', row._time ?? '', prepared.timeNs) ?? prepared.timeNs;
      for (const { metric, value } of metricsOf(row, row._time === undefined ? untimed : timed)) {
        const key = keyOf(metric);
        const points = series.get(key) ?? { metric, values: [] };
        series.set(key, points);
        points.values.push([secondsOf(timeNs), value]);
      }
    }
    const result = [...series].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, points]) => points);
    for (const { values } of result) values.sort(([a], [b]) => a - b);
    return { json: { status: 'success', data: { resultType: 'matrix', result } } };
  },
};

type Metric = Record<string, string>;

/** A row as one metric for each column that is no label; labels and values may be empty, as in the reference. */
function metricsOf(
  row: Readonly<Record<string, string>>,
  { labels, metrics }: StatsSeries,
): { metric: Metric; value: string }[] {
  const shared = Object.fromEntries(labels.map((label) => [label, row[label] ?? '']));
  return metrics.map((name) => ({ metric: { __name__: name, ...shared }, value: row[name] ?? '' }));
}

/** What series are told apart and sorted by: the name, then the labels that are not empty. */
function keyOf({ __name__: name, ...labels }: Metric): string {
  return name + JSON.stringify(Object.fromEntries(Object.entries(labels).filter(([, text]) => text !== '')));
}

function secondsOf(ns: bigint): number {
  return Number(ns) / NS_PER_SECOND;
}
