import { quoteString } from 'log-analytics-engine/logsql';
import { gatherRows } from './gathered-rows.ts';
import { pipesOf, prepareQuery, withPipes } from './prepared-query.ts';
import { wrong } from './request-arguments.ts';
import type { SelectEndpoint } from './select-endpoint.ts';

interface HitsSeries {
  readonly fields: Record<string, string>;
  readonly timestamps: string[];
  readonly values: number[];
  total: number;
}

/** How many entries match, by steps of time and by fields. */
export const hitsEndpoint: SelectEndpoint = {
  name: 'hits',
  summary: 'Numbers of matching entries by steps of time',
  failure: 'text',
  async answer(request) {
    const { args, store } = request;
    const { query, options } = prepareQuery(request);
    const step = args.durationNs('step', '1d');
    if (step <= 0n) throw wrong('step', 'longer than zero', args.text('step'));
    const offset = args.durationNs('offset', '0s');
    // An empty name is that of the message, as in queries; what is told apart by time is in the steps of time already.
    const fields = args.texts('field').map((field) => field || '_msg');
    const labels = fields.filter((field) => field !== '_time');
    const limit = args.count('fields_limit');
    const names = ['_time', ...fields.map(quoteString)];
    const by = [`_time:${step}ns offset ${offset}ns`, ...names.slice(1)].join(', ');
    const pipes = pipesOf(`stats by (${by}) count() as hits | sort by (${names.join(', ')})`);
    // The pipes of the query are dropped: what is counted are stored entries.
    const rows = await gatherRows(store, withPipes(query, ...pipes), options);
    return { json: { hits: topSeries(seriesOf(rows, labels), limit) } };
  },
};

function seriesOf(rows: readonly Readonly<Record<string, string>>[], fields: readonly string[]): HitsSeries[] {
  const byKey = new Map<string, HitsSeries>();
  for (const row of rows) {
    const labels = Object.fromEntries(fields.map((field) => [field, row[field] ?? '']));
    const key = JSON.stringify(labels);
    let series = byKey.get(key);
    if (series === undefined) {
      series = { fields: labels, timestamps: [], values: [], total: 0 };
      byKey.set(key, series);
    }
    const hits = Number(row.hits);
    series.timestamps.push(row._time!);
    series.values.push(hits);
    series.total += hits;
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, series]) => series);
}

/** The `limit` series with the most hits, and one without fields that has the rest. */
function topSeries(all: readonly HitsSeries[], limit: number): readonly HitsSeries[] {
  if (limit === 0 || limit >= all.length) return all;
  const byTotal = all.toSorted((a, b) => b.total - a.total);
  const kept = new Set(byTotal.slice(0, limit));
  const rest = new Map<string, number>();
  for (const { timestamps, values } of byTotal.slice(limit)) {
    for (const [index, time] of timestamps.entries()) rest.set(time, (rest.get(time) ?? 0) + values[index]!);
  }
  const others = [...rest].sort(([a], [b]) => (a < b ? -1 : 1));
  const series: HitsSeries = {
    fields: {},
    timestamps: others.map(([time]) => time),
    values: others.map(([, hits]) => hits),
    total: others.reduce((sum, [, hits]) => sum + hits, 0),
  };
  return [...all.filter((each) => kept.has(each)), series];
}
