import type { Clock } from './entry/log-entry.ts';
import { parseTimestampNs, type TimestampInput } from './entry/timestamp.ts';
import { FieldBatch } from './query/pipeline/field-batch.ts';
import { type ResultRow, rowsOfBatch } from './query/pipeline/query-rows.ts';
import { runQuery } from './query/pipeline/run-query.ts';
import { type CancelSignal, QueryContext } from './query/query-context.ts';
import type { QueryLanguage } from './query/query-language.ts';
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
}

const KEYS: readonly string[] = ['start', 'end', 'now', 'limit', 'signal', 'timeoutMs'];

export interface LogsqlLimits {
  readonly clock: Clock;
  readonly queryTimeoutMs: number;
  readonly queryMemoryBytes: number;
  readonly language: QueryLanguage;
}

/** The rows of a query in LogsQL, batch by batch; empty batches mark steps at which the caller may let others run. */
export function* logsqlBatches(
  text: string,
  options: Omit<LogsqlOptions, 'signal'> & { readonly signal?: CancelSignal | undefined },
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
    operators: limits.language.operators,
    context,
    nowNs: timeOf('now', options.now) ?? BigInt(Math.floor(limits.clock())) * 1_000_000n,
    startNs: timeOf('start', options.start),
    endNs: timeOf('end', options.end),
  };
  let left = limit;
  for (const batches of runQuery(limits.language.parse(text), run)) {
    const rows: ResultRow[] = [];
    for (const batch of batches) {
      if (left === 0) break;
      const shown = FieldBatch.of(batch).slice(0, left);
      left -= shown.rowCount;
      for (const row of rowsOfBatch(shown)) rows.push(row);
    }
    yield rows;
    if (left === 0) return;
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
