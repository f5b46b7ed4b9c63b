import type { ResultRow } from 'log-analytics-engine';
import { gatherRows } from './gathered-rows.ts';
import { prepareQuery } from './prepared-query.ts';
import { wrong } from './request-arguments.ts';
import type { SelectEndpoint } from './select-endpoint.ts';
import { statsSeriesOf } from './stats-series.ts';
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
    const { labels } = statsSeriesOf(query);
    const rows = await gatherRows(request.store, query, options);
    const time = secondsOf(timeNs);
    const result = rows.flatMap((row) =>
      metricsOf(row, labels).map(({ metric, value }) => ({ metric, value: [time, value] })),
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
    const labels = statsSeriesOf(query).labels.filter((label) => label !== '_time');
    const series = new Map<string, { metric: Record<string, string>; values: [number, string][] }>();
    for (const row of await gatherRows(store, query, prepared.options)) {
      const timeNs = timeArgument('_time', String(row._time ?? ''), prepared.timeNs) ?? prepared.timeNs;
      for (const { metric, value } of metricsOf(row, labels)) {
        const key = JSON.stringify(metric);
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

/** A row as one metric for each field that is no label. */
function metricsOf(row: ResultRow, labels: readonly string[]): { metric: Record<string, string>; value: string }[] {
  const shared = labels
    .filter((label) => row[label] !== undefined)
    .map((label) => [label, String(row[label])] as const);
  return Object.keys(row)
    .filter((field) => field !== '_time' && !labels.includes(field))
    .map((field) => ({ metric: { __name__: field, ...Object.fromEntries(shared) }, value: String(row[field]) }));
}

function secondsOf(ns: bigint): number {
  return Number(ns) / NS_PER_SECOND;
}
