import type { Clock } from './entry/log-entry.ts';
import { parseTimestampNs, type TimestampInput } from './entry/timestamp.ts';
import type { Query } from './logsql/syntax-tree.ts';
import { explainQuery } from './query/explain/explain-query.ts';
import type { QueryExplanation } from './query/explain/query-explanation.ts';
import { FieldBatch } from './query/pipeline/field-batch.ts';
import { type ResultRow, rowsOfBatch } from './query/pipeline/query-rows.ts';
import type { ResultBatch } from './query/pipeline/result-batch.ts';
import type { RunSettings } from './query/pipeline/run-context.ts';
import { runQuery } from './query/pipeline/run-query.ts';
import { type CancelSignal, QueryContext } from './query/query-context.ts';
import type { QueryLanguage } from './query/query-language.ts';
import { STREAM_FIELDS } from './query/stream-id.ts';
import type { SoundBlocks } from './sound-blocks.ts';
import { unknownKey, wrong } from './wrong-argument.ts';

/** What bounds a query beside its text. */
export interface LogsqlOptions {
  /** Entries before and after these times do not exist for the query; both inclusive. */
  readonly start?: TimestampInput | undefined;
  readonly end?: TimestampInput | undefined;
  /** What relative times such as `_time:5m` are relative to; the engine's clock unless given. */
  readonly now?: TimestampInput | undefined;
  /** The most rows of the result; all unless given. */
  readonly limit?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** In place of the engine's `queryTimeoutMs`. */
  readonly timeoutMs?: number | undefined;
  /**
   * Whether every row has `_stream` and `_stream_id`, as in VictoriaLogs. Unless set, rows have them where they came with them, and
   * in queries whose pipes name them.
   */
  readonly showsStreams?: boolean | undefined;
}

/** The options of `query`, which can also tell how it answers. */
export type ExplainableOptions = LogsqlOptions & { readonly explain?: boolean | undefined };

const KEYS: readonly string[] = ['start', 'end', 'now', 'limit', 'signal', 'timeoutMs', 'showsStreams'];

export interface LogsqlLimits {
  readonly clock: Clock;
  readonly queryTimeoutMs: number;
  readonly queryMemoryBytes: number;
  readonly language: QueryLanguage;
}

/** The options with anything that can tell that it was cancelled, such as a flag in shared memory. */
export type RunOptions = Omit<LogsqlOptions, 'signal'> & { readonly signal?: CancelSignal | undefined };

/** The rows of a query in LogsQL, batch by batch; empty batches mark steps at which the caller may let others run. */
export function* logsqlBatches(
  text: string,
  options: RunOptions,
  blocks: SoundBlocks,
  limits: LogsqlLimits,
): Generator<readonly ResultRow[], void> {
  const { query, settings, limit } = logsqlRun(text, options, limits);
  for (const batches of limitedBatches(runQuery(query, { source: blocks, ...settings }), limit)) {
    yield batches.flatMap(rowsOfBatch);
  }
}

/** How a query was run. Its rows are counted and not kept. */
export function logsqlExplanation(...run: Parameters<typeof explanationSteps>): QueryExplanation {
  const steps = explanationSteps(...run);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}

/** As `logsqlExplanation`, with a pause after each step of the query. */
export function* explanationSteps(
  text: string,
  options: RunOptions,
  blocks: SoundBlocks,
  limits: LogsqlLimits,
): Generator<undefined, QueryExplanation> {
  const { query, settings, limit } = logsqlRun(text, options, limits);
  const { syntax } = limits.language;
  return yield* explainQuery(query, { source: blocks, ...settings, syntax, limit, now: () => performance.now() });
}

/** A query with what it runs with. @throws QuerySyntaxError, InvalidArgumentError */
export function logsqlRun(
  text: string,
  options: RunOptions,
  limits: LogsqlLimits,
): { readonly query: Query; readonly settings: RunSettings; readonly limit: number } {
  if (typeof text !== 'string') throw wrong('the query', 'text in LogsQL', text);
  for (const key of Object.keys(options)) if (!KEYS.includes(key)) throw unknownKey('query option', key, KEYS);
  const settings = {
    operators: limits.language.operators,
    context: queryContext(options, limits),
    nowNs: timeOf('now', options.now) ?? BigInt(Math.floor(limits.clock())) * 1_000_000n,
    startNs: timeOf('start', options.start),
    endNs: timeOf('end', options.end),
    streamFields: options.showsStreams === true ? STREAM_FIELDS : [],
  };
  return { query: limits.language.parse(text), settings, limit: rowLimit(options.limit) };
}

/** The limits of one query. */
export function queryContext(
  { timeoutMs, signal }: Pick<RunOptions, 'timeoutMs' | 'signal'>,
  limits: Pick<LogsqlLimits, 'queryTimeoutMs' | 'queryMemoryBytes'>,
): QueryContext {
  return new QueryContext({
    timeoutMs: timeoutMs ?? limits.queryTimeoutMs,
    memoryBytesMax: limits.queryMemoryBytes,
    signal,
  });
}

/** The first rows of a result. Of the batch in which they end no more is read than they need. */
function* limitedBatches(
  steps: Iterable<readonly ResultBatch[]>,
  limit: number,
): Generator<readonly ResultBatch[], void> {
  const cut = new BatchLimit(limit);
  for (const batches of steps) {
    yield cut.take(batches);
    if (cut.isReached) return;
  }
}

/** Lets rows through up to a number of them. */
export class BatchLimit {
  #left: number;

  constructor(limit: number) {
    this.#left = limit;
  }

  get isReached(): boolean {
    return this.#left === 0;
  }

  take(batches: readonly ResultBatch[]): ResultBatch[] {
    const taken: ResultBatch[] = [];
    for (const batch of batches) {
      if (this.isReached) break;
      const shown = FieldBatch.of(batch).slice(0, this.#left);
      this.#left -= shown.rowCount;
      taken.push(shown);
    }
    return taken;
  }
}

function rowLimit(limit: number | undefined): number {
  if (limit === undefined) return Number.POSITIVE_INFINITY;
  if (!Number.isSafeInteger(limit) || limit < 0) throw wrong('limit', 'a whole number from 0', limit);
  return limit;
}

function timeOf(key: string, value: TimestampInput | undefined): bigint | null {
  if (value === undefined) return null;
  const ns = parseTimestampNs(value);
  if (ns === undefined) throw wrong(key, 'a time', value);
  return ns;
}
