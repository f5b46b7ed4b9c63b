import { readFileSync } from 'node:fs';
import { type AggregateOptions, LogAnalyticsEngine, type LogFilters } from 'log-analytics-engine';
import type { CaseInput, CaseResult, Figure } from '../bench-case.ts';
import type { CorpusTruth } from '../corpus-generator.ts';
import { bestOf, cpuSeconds } from '../cpu-time.ts';

interface CountQuery {
  readonly name: string;
  readonly filters: LogFilters;
  /** The key of the answer in `truth.counts`. */
  readonly truth: string;
  readonly bar?: number;
  readonly aim?: number;
}

const HEX_RUNS = 'TraceID: [0-9a-f]{32} SpanID: [0-9a-f]{16}';

function countQueries(day: string): CountQuery[] {
  const hour = { startTime: `${day}T14:00:00Z`, endTime: `${day}T14:59:59.999999999Z` };
  return [
    { name: 'word connection', filters: { words: ['connection'] }, truth: 'word connection', bar: 0.002 },
    { name: 'two words: Slow, query', filters: { words: ['Slow', 'query'] }, truth: 'Slow AND query', bar: 0.002 },
    {
      name: 'ERROR from 14:00 to 15:00',
      filters: { level: 'ERROR', ...hour },
      truth: 'ERROR from 14:00 to 15:00',
      bar: 0.001,
    },
    {
      name: 'ERROR and not a word',
      filters: { level: 'ERROR', not: { words: ['exception'] } },
      truth: 'ERROR and not word exception',
      bar: 0.002,
    },
    {
      name: 'duration_ms >= 500',
      filters: { metadata: { duration_ms: { gte: 500 } } },
      truth: 'duration_ms>=500',
      bar: 0.004,
    },
    {
      name: 'substring across words: nection auth',
      filters: { keyword: 'nection auth' },
      truth: 'keyword "nection auth" (no case)',
      bar: 0.03,
    },
    { name: `regex ${HEX_RUNS}`, filters: { regex: HEX_RUNS }, truth: `regex ${HEX_RUNS}`, bar: 0.2, aim: 0.1 },
    { name: 'rare word prepared', filters: { words: ['prepared'] }, truth: 'word prepared', bar: 0.001 },
    {
      name: 'phrase "connection authorized"',
      filters: { phrase: 'connection authorized' },
      truth: 'phrase "connection authorized"',
    },
    { name: 'substring connection', filters: { regex: 'connection' }, truth: 'substring connection' },
    { name: 'regex TraceID', filters: { regex: 'TraceID' }, truth: 'regex TraceID' },
    { name: 'tag windows', filters: { tags: ['windows'] }, truth: 'tag windows' },
    {
      name: 'ERROR and not substring exception',
      filters: { level: 'ERROR', not: { keyword: 'exception' } },
      truth: 'ERROR and not keyword "exception" (substring, no case)',
    },
  ];
}

/** Counts, newest entries and groups over the store that the ingest case left. A wrong answer stops the bench. */
export function queriesCase({ truthPath, storeDirectory, unitSeconds: unit }: CaseInput): CaseResult {
  const truth = JSON.parse(readFileSync(truthPath, 'utf8')) as CorpusTruth;
  const figures: Figure[] = [];
  const before = cpuSeconds();
  const engine = new LogAnalyticsEngine({ directory: storeDirectory, readOnly: true });
  const opened = engine.countLogs({ level: 'ERROR' });
  figures.push({
    name: 'reopen the store and answer a first count',
    value: (cpuSeconds() - before) / unit,
    unit: 'J',
    bar: 0.3,
  });
  expectEqual('ERROR rows', opened, truth.levels.ERROR);
  const add = (name: string, seconds: number, bar?: number, aim?: number, note?: string): void => {
    figures.push({
      name,
      value: seconds / unit,
      unit: 'J',
      ...(bar === undefined ? {} : { bar }),
      ...(aim === undefined ? {} : { aim }),
      ...(note === undefined ? {} : { note }),
    });
  };
  const day = (engine.getStats().timeSpan.from ?? '').slice(0, 10);
  for (const { name, filters, truth: key, bar, aim } of countQueries(day)) {
    const expected = truth.counts[key];
    if (expected === undefined) continue;
    const { result, seconds } = bestOf(() => engine.countLogs(filters));
    expectEqual(name, result, expected);
    add(`count: ${name}`, seconds, bar, aim, `${result} rows`);
  }
  measureRest(engine, truth, add);
  engine.close();
  return { figures };
}

function measureRest(
  engine: LogAnalyticsEngine,
  truth: CorpusTruth,
  add: (name: string, seconds: number, bar?: number, aim?: number, note?: string) => void,
): void {
  const severe = bestOf(() => engine.countLogs({ minSeverity: 40 }));
  expectEqual('minSeverity 40', severe.result, (truth.levels.ERROR ?? 0) + (truth.levels.FATAL ?? 0));
  add('count: minSeverity 40', severe.seconds, 0.002);
  for (const id of truth.trace_3.slice(0, 1)) {
    const { result, seconds } = bestOf(() => engine.countLogs({ metadata: { trace_id: id } }));
    if (result < 1) throw new Error(`the trace ${id} is not found`);
    add('count: trace id', seconds, 0.001, undefined, `${result} rows`);
  }
  const newest = bestOf(() => engine.queryLogs({}, { sortDesc: true, pageSize: 100 }));
  expectEqual('newest 100', newest.result.length, 100);
  add('newest 100, as entries', newest.seconds, 0.003);
  const errors = bestOf(() => engine.queryLogs({ level: 'ERROR' }, { sortDesc: true, pageSize: 100 }));
  expectEqual('newest 100 ERROR', errors.result.filter(({ level }) => level === 'ERROR').length, 100);
  add('newest 100 ERROR, as entries', errors.seconds, 0.003);
  const group = aggregate(engine, { level: 'ERROR' }, { groupBy: 'source' });
  for (const [source, count] of truth.error_by_source)
    expectEqual(`ERROR of ${source}`, group.result.groupBy?.[source], count);
  add('group ERROR by source', group.seconds, 0.002);
  const buckets = aggregate(engine, {}, { histogram: { field: 'timestamp', interval: '5m' } });
  expectEqual('5-minute buckets', buckets.result.histogram?.length, truth.buckets_5m);
  add('count by 5-minute bucket', buckets.seconds, 0.004);
  const top = aggregate(engine, {}, { topN: { source: 10 } });
  expectEqual('top source', JSON.stringify(top.result.topN?.source?.[0]), JSON.stringify(truth.top_sources[0]));
  add('top 10 sources', top.seconds, 0.002);
}

function aggregate(engine: LogAnalyticsEngine, filters: LogFilters, options: AggregateOptions) {
  return bestOf(() => engine.aggregateLogs(filters, options));
}

function expectEqual(what: string, actual: unknown, expected: unknown): void {
  if (actual !== expected)
    throw new Error(`wrong answer, so no times: ${what} is ${String(expected)}, not ${String(actual)}`);
}
