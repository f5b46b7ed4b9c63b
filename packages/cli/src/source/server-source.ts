import {
  AlertRule,
  type AlertRuleInit,
  type EngineStatistics,
  type LogFilters,
  parseTimestamp,
  type QueryExplanation,
  type QueryOptions,
  type ResultRow,
  type TimestampInput,
} from 'log-analytics-engine';
import { UsageError } from '../usage-error.ts';
import { arrayElements } from './array-elements.ts';
import type { ChangeableSource, ShownAlert, SourceQueryOptions, TailOptions } from './log-source.ts';
import { linesOf, type ServerClient, ServerRefusal, type ServerRequest } from './server-client.ts';

/** Entries of one page: a server gives no more at once. */
const PAGE_ENTRIES = 10_000;
/** All alerts that a server keeps. */
const ALERTS_MAX = 10_000;
const NOT_FOUND = 404;

/** The entries of a server, over its API. */
export class ServerSource implements ChangeableSource {
  readonly #client: ServerClient;

  constructor(client: ServerClient) {
    this.#client = client;
  }

  async *query(text: string, options: SourceQueryOptions): AsyncGenerator<readonly ResultRow[], void> {
    const response = await this.#client.send('/select/logsql/query', queryRequest(text, options));
    for await (const lines of linesOf(response)) yield lines.map((line) => JSON.parse(line) as ResultRow);
  }

  async explain(text: string, options: SourceQueryOptions): Promise<QueryExplanation> {
    return (await this.#client.json(
      '/select/logsql/query',
      queryRequest(text, options, { explain: '1' }),
    )) as QueryExplanation;
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

  async entries(filters: LogFilters, options: QueryOptions): Promise<readonly string[]> {
    if (options.pageSize !== undefined && options.pageSize <= PAGE_ENTRIES) return await this.#page(filters, options);
    if ((options.page ?? 0) > 0) throw new UsageError(`--page-size may be at most ${PAGE_ENTRIES} with a server`);
    const wanted = options.pageSize ?? Number.POSITIVE_INFINITY;
    const entries: string[] = [];
    for (let page = 0; entries.length < wanted; page++) {
      const found = await this.#page(filters, { ...options, page, pageSize: PAGE_ENTRIES });
      entries.push(...found);
      if (found.length < PAGE_ENTRIES) break;
    }
    return entries.slice(0, wanted);
  }

  /** The texts of the entries as the server wrote them, so that numbers stay as they are. */
  async #page(filters: LogFilters, options: QueryOptions): Promise<string[]> {
    const response = await this.#client.send('/api/v1/query', { method: 'POST', json: { filters, ...options } });
    return arrayElements(await response.text(), 'entries');
  }

  async count(filters: LogFilters): Promise<number> {
    const answer = await this.#client.json('/api/v1/count', { method: 'POST', json: { filters } });
    return (answer as { count: number }).count;
  }

  async stats(): Promise<EngineStatistics> {
    return (await this.#client.json('/api/v1/stats')) as EngineStatistics;
  }

  async rules(): Promise<readonly AlertRule[]> {
    const { rules } = (await this.#client.json('/api/v1/rules')) as { rules: AlertRuleInit[] };
    return rules.map((rule) => new AlertRule(rule));
  }

  async alerts(rule: string | undefined): Promise<readonly ShownAlert[]> {
    const query = { limit: String(ALERTS_MAX), ...(rule !== undefined && { rule }) };
    return ((await this.#client.json('/api/v1/alerts', { query })) as { alerts: ShownAlert[] }).alerts;
  }

  async addRule(rule: AlertRuleInit): Promise<void> {
    await this.#client.send('/api/v1/rules', { method: 'POST', json: rule });
  }

  async removeRule(name: string): Promise<boolean> {
    try {
      await this.#client.send(`/api/v1/rules/${encodeURIComponent(name)}`, { method: 'DELETE' });
      return true;
    } catch (error) {
      if (error instanceof ServerRefusal && error.status === NOT_FOUND) return false;
      throw error;
    }
  }

  async delete(filters: LogFilters): Promise<number> {
    const answer = await this.#client.json('/api/v1/delete', { method: 'POST', json: { filters } });
    return (answer as { deleted: number }).deleted;
  }
}

function queryRequest(
  text: string,
  { start, end, limit, signal }: SourceQueryOptions,
  more: Readonly<Record<string, string>> = {},
): ServerRequest {
  const form = {
    query: limit === undefined ? text : `${text} | limit ${limit}`,
    ...(start !== undefined && { start: timeText('--start', start) }),
    ...(end !== undefined && { end: timeText('--end', end) }),
    ...more,
  };
  return { method: 'POST', form, signal };
}

function timeText(option: string, time: TimestampInput): string {
  if (time instanceof Date) return time.toISOString();
  if (parseTimestamp(time) === undefined) {
    throw new UsageError(`${option} must be a time (ISO 8601, or a duration before now such as 2h); got '${time}'`);
  }
  return String(time);
}
