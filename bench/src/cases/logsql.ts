import { readFileSync } from 'node:fs';
import { LogAnalyticsEngine, type ResultRow } from 'log-analytics-engine';
import type { CaseInput, CaseResult, Figure } from '../bench-case.ts';
import type { CorpusTruth } from '../corpus-generator.ts';
import { bestOf } from '../cpu-time.ts';

export interface LogsqlQuery {
  readonly text: string;
  readonly bar?: number;
  readonly aim?: number;
  /** Compares the answer with the truth; gives what stands beside the figure. @throws where it is wrong */
  readonly check: (rows: readonly ResultRow[], truth: CorpusTruth) => string;
}

const HEX_RUNS = 'TraceID: [0-9a-f]{32} SpanID: [0-9a-f]{16}';
/** JSON messages that are taken apart. */
const JSON_MESSAGES = 100_000;

/** A query that counts rows, and the key of the answer in `truth.counts`. */
function count(filter: string, key: string, bar: number, aim?: number): LogsqlQuery {
  return {
    text: `${filter} | count() n`,
    bar,
    ...(aim === undefined ? {} : { aim }),
    check: (rows, { counts }) => equal(rows[0]?.n, counts[key]),
  };
}

/** @param day of the corpus. @param traceId of an entry of it */
export function logsqlQueries(day: string, traceId: string): LogsqlQuery[] {
  return [
    count('connection', 'word connection', 0.002),
    count('"connection authorized"', 'phrase "connection authorized"', 0.002),
    count('Slow query', 'Slow AND query', 0.002),
    count('TraceID', 'regex TraceID', 0.002),
    count('~"nection auth"', 'substring "nection auth"', 0.03),
    count(`~"${HEX_RUNS}"`, `regex ${HEX_RUNS}`, 0.2, 0.1),
    {
      text: `trace_id:="${traceId}" | count() n`,
      bar: 0.001,
      check: (rows) => (Number(rows[0]?.n) > 0 ? `${rows[0]?.n} rows` : wrong('rows of a trace', 0, 'some')),
    },
    count(`level:ERROR _time:[${day}T14:00:00Z, ${day}T15:00:00Z)`, 'ERROR from 14:00 to 15:00', 0.001),
    count('level:ERROR !i(exception)', 'ERROR and not word exception (no case)', 0.002),
    count('duration_ms:>=500', 'duration_ms>=500', 0.004),
    {
      text: 'level:ERROR | stats by (source) count() n',
      bar: 0.002,
      check: (rows, { error_by_source }) => {
        const bySource = new Map(rows.map(({ source, n }) => [source, n]));
        for (const [source, n] of error_by_source) equal(bySource.get(source), n);
        return `${rows.length} groups`;
      },
    },
    {
      text: '* | stats by (_time:5m) count() n',
      bar: 0.004,
      check: (rows, { buckets_5m, bucket_max }) => {
        for (const [minute, n] of bucket_max) equal(rows.find(({ _time }) => _time === `${minute}:00Z`)?.n, n);
        return equal(rows.length, buckets_5m);
      },
    },
    {
      text: '* | stats by (source) count() n, avg(duration_ms) mean',
      bar: 0.004,
      check: (rows, { top_sources, sources }) => {
        for (const [source, n] of top_sources) equal(rows.find((row) => row.source === source)?.n, n);
        return equal(rows.length, sources);
      },
    },
    {
      text: '* | stats sum(duration_ms) sum, max(duration_ms) max, count(duration_ms) n',
      check: (rows, { duration }) => {
        equal(rows[0]?.max, duration.max);
        if (Math.abs(Number(rows[0]?.sum) / duration.sum - 1) > 1e-9) wrong('the sum', rows[0]?.sum, duration.sum);
        return equal(rows[0]?.n, duration.n);
      },
    },
    {
      text: '* | count_uniq(trace_id) n',
      bar: 0.03,
      check: (rows, { trace_distinct }) => equal(rows[0]?.n, trace_distinct),
    },
    { text: '* | quantile(0.99, duration_ms) q', bar: 0.007, check: (rows) => `${rows[0]?.q} ms` },
    { text: '* | top 10 by (host)', bar: 0.003, check: (rows) => `${rows[0]?.hits} rows ${hostOf(rows[0])}` },
    {
      text: '* | top 10 by (source)',
      bar: 0.003,
      check: (rows, { top_sources }) => {
        for (const [i, [, n]] of top_sources.slice(0, 10).entries()) equal(rows[i]?.hits, n);
        return `${rows.length} rows`;
      },
    },
    { text: '* | sort by (_time desc) | limit 100', bar: 0.003, check: (rows) => equal(rows.length, 100) },
    {
      text: 'level:ERROR | sort by (_time desc) | limit 100',
      bar: 0.002,
      check: (rows) => equal(rows.filter(({ level }) => level === 'ERROR').length, 100),
    },
    {
      text: '* | patterns',
      bar: 0.02,
      check: (rows) => {
        const share = rows.reduce((sum, row) => sum + Number(row.share), 0);
        return Math.abs(share - 1) < 1e-6 ? `${rows.length} patterns` : wrong('the sum of shares', share, 1);
      },
    },
    {
      text: '* | collapse_nums | top 10 by (_msg)',
      bar: 0.25,
      check: (rows) => `first of ${rows[0]?.hits}`,
    },
  ];
}

/** Queries in LogsQL over the store that the ingest case left. A wrong answer stops the bench. */
export function logsqlCase({ truthPath, storeDirectory, corpusPath, unitSeconds }: CaseInput): CaseResult {
  const truth = JSON.parse(readFileSync(truthPath, 'utf8')) as CorpusTruth;
  const figures: Figure[] = [];
  using engine = new LogAnalyticsEngine({ directory: storeDirectory, readOnly: true });
  const day = (engine.getStats().timeSpan.from ?? '').slice(0, 10);
  for (const query of logsqlQueries(day, truth.trace_3[0]!)) figures.push(measure(engine, query, truth, unitSeconds));
  figures.push(unpackJson(corpusPath, unitSeconds));
  return { figures };
}

function measure(
  engine: LogAnalyticsEngine,
  { text, bar, aim, check }: LogsqlQuery,
  truth: CorpusTruth,
  unitSeconds: number,
): Figure {
  const { result, seconds } = bestOf(() => engine.query(text));
  return {
    name: text,
    value: seconds / unitSeconds,
    unit: 'J',
    ...(bar === undefined ? {} : { bar }),
    ...(aim === undefined ? {} : { aim }),
    note: check(result, truth),
  };
}

/** The first lines of the corpus as messages, which are taken apart again. */
function unpackJson(corpusPath: string, unitSeconds: number): Figure {
  const lines = readFileSync(corpusPath, 'utf8').split('\n', JSON_MESSAGES);
  const sources = new Set(lines.map((line) => (JSON.parse(line) as { source?: string }).source ?? ''));
  using engine = new LogAnalyticsEngine();
  engine.ingestBytes(Buffer.from(lines.map((message) => JSON.stringify({ message })).join('\n')));
  engine.flush();
  const text = '* | unpack_json fields (source) | stats by (source) count() n';
  const { result, seconds } = bestOf(() => engine.query(text), 3);
  equal(
    result.reduce((sum, { n }) => sum + Number(n), 0),
    lines.length,
  );
  const note = `${lines.length} messages, ${equal(result.length, sources.size)} sources`;
  return { name: text, value: seconds / unitSeconds, unit: 'J', bar: 0.3, note };
}

/** A value that is empty is no field of the row. */
function hostOf(row: ResultRow | undefined): string {
  return row?.host === undefined ? 'without host' : `of ${row.host}`;
}

function equal(actual: unknown, expected: unknown): string {
  return actual === expected ? String(actual) : wrong('it', actual, expected);
}

function wrong(what: string, actual: unknown, expected: unknown): never {
  throw new Error(`wrong answer, so no times: ${what} is ${String(expected)}, not ${String(actual)}`);
}
