import { unknownKey, wrong } from './engine-options.ts';
import type { Clock } from './entry/log-entry.ts';
import { parseTimestampNs, type TimestampInput } from './entry/timestamp.ts';
import { LOGSQL } from './logsql/logsql.ts';
import { parse } from './logsql/parse.ts';
import { PIPE_OPERATORS } from './query/pipe-operators.ts';
import { type ResultRow, rowsOfBatch } from './query/pipeline/query-rows.ts';
import { runQuery } from './query/pipeline/run-query.ts';
import { QueryContext } from './query/query-context.ts';
import type { SoundBlocks } from './sound-blocks.ts';

/** What bounds a query beside its text. */
export interface LogsqlOptions {
  /** Entries before and after these times do not exist for the query; both inclusive. */
  readonly start?: TimestampInput | undefined;
  readonly end?: TimestampInput | undefined;
  /** The most rows of the result; all unless given. */
  readonly limit?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** In place of the engine's `queryTimeoutMs`. */
  readonly timeoutMs?: number | undefined;
}

const KEYS: readonly string[] = ['start', 'end', 'limit', 'signal', 'timeoutMs'];

export interface LogsqlLimits {
  readonly clock: Clock;
  readonly queryTimeoutMs: number;
  readonly queryMemoryBytes: number;
}

/** The rows of a query in LogsQL, batch by batch; empty batches mark steps at which the caller may let others run. */
export function* logsqlBatches(
  text: string,
  options: LogsqlOptions,
  blocks: SoundBlocks,
  limits: LogsqlLimits,
): Generator<readonly ResultRow[], void> {
  if (typeof text !== 'string') throw wrong('the query', 'text in LogsQL', text);
  for (const key of Object.keys(options)) if (!KEYS.includes(key)) throw unknownKey('query option', key, KEYS);
  const limit = rowLimit(options.limit);
  const context = new QueryContext({
    timeoutMs: options.timeoutMs ?? limits.queryTimeoutMs,
    memoryBytesMax: limits.queryMemoryBytes,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  const run = {
    source: blocks,
    operators: { pipes: PIPE_OPERATORS, customPipes: new Map() },
    context,
    nowNs: BigInt(Math.floor(limits.clock())) * 1_000_000n,
    startNs: timeOf('start', options.start),
    endNs: timeOf('end', options.end),
  };
  let left = limit;
  for (const batches of runQuery(parse(text, LOGSQL), run)) {
    const rows = batches.flatMap(rowsOfBatch).slice(0, left);
    left -= rows.length;
    yield rows;
    if (left <= 0) return;
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
