import { parseTimestamp, type ResultRow, type TimestampInput } from 'log-analytics-engine';
import { UsageError } from '../usage-error.ts';
import type { LogSource, SourceQueryOptions, TailOptions } from './log-source.ts';
import { linesOf, type ServerClient } from './server-client.ts';

/** The entries of a server, over its query API. */
export class ServerSource implements LogSource {
  readonly #client: ServerClient;

  constructor(client: ServerClient) {
    this.#client = client;
  }

  async *query(
    text: string,
    { start, end, limit, signal }: SourceQueryOptions,
  ): AsyncGenerator<readonly ResultRow[], void> {
    const form: Record<string, string> = { query: limit === undefined ? text : `${text} | limit ${limit}` };
    if (start !== undefined) form.start = timeText('--start', start);
    if (end !== undefined) form.end = timeText('--end', end);
    const response = await this.#client.send('/select/logsql/query', { method: 'POST', form, signal });
    for await (const lines of linesOf(response)) yield lines.map((line) => JSON.parse(line) as ResultRow);
  }

  async *tail(text: string, { startOffsetMs, signal }: TailOptions): AsyncGenerator<readonly ResultRow[], void> {
    const form = { query: text, start_offset: `${Math.max(1, Math.round(startOffsetMs))}ms` };
    try {
      const response = await this.#client.send('/select/logsql/tail', { method: 'POST', form, signal });
      for await (const lines of linesOf(response)) yield lines.map((line) => JSON.parse(line) as ResultRow);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}

function timeText(option: string, time: TimestampInput): string {
  if (time instanceof Date) return time.toISOString();
  if (parseTimestamp(time) === undefined) {
    throw new UsageError(`${option} must be a time (ISO 8601, or a duration before now such as 2h); got '${time}'`);
  }
  return String(time);
}
