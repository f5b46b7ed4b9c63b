import {
  type AggregateOptions,
  type AggregateResult,
  type Alert,
  type AlertRule,
  type AlertRuleInit,
  CancelledError,
  type EngineOptions,
  type EngineStatistics,
  type IngestReport,
  LogAnalyticsEngine,
  type LogEntry,
  type LogFilters,
  type QueryExplanation,
  type QueryOptions,
  type ResultRow,
  type VerifyReport,
} from 'log-analytics-engine';
import { resolveEngineOptions } from 'log-analytics-engine/internals';
import type { BatchOptions, LogStore, StoreQueryOptions } from './log-store.ts';
import { rowLines } from './row-lines.ts';
import type { StoreExtensions } from './store-extensions.ts';

/** Rows that are handed on at once. */
const BATCH_ROWS = 512;

/** A `LogStore` in the thread of the caller: for tests, and for what the stores of threads are compared with. */
export class InlineLogStore implements LogStore {
  readonly extensions: StoreExtensions;
  readonly #engine: LogAnalyticsEngine;

  constructor(options: EngineOptions = {}) {
    this.#engine = new LogAnalyticsEngine(options);
    this.extensions = { language: this.#engine.language, alertKinds: resolveEngineOptions(options).alertKinds };
  }

  async ingestBytes(ndjson: Uint8Array, options?: BatchOptions): Promise<IngestReport> {
    return this.#engine.ingestBytes(ndjson, options);
  }

  async *queryBatches(text: string, options: StoreQueryOptions = {}): AsyncGenerator<readonly ResultRow[], void> {
    let batch: ResultRow[] = [];
    for await (const row of this.#engine.queryStream(text, options)) {
      batch.push(row);
      if (batch.length < BATCH_ROWS) continue;
      yield batch;
      if (options.signal?.aborted === true) throw new CancelledError();
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }

  async *queryLines(text: string, options: StoreQueryOptions = {}): AsyncGenerator<Uint8Array, void> {
    for await (const rows of this.queryBatches(text, options)) yield rowLines(rows);
  }

  async explainQuery(text: string, options: StoreQueryOptions = {}): Promise<QueryExplanation> {
    return this.#engine.query(text, { ...options, explain: true });
  }

  async queryLogs(filters?: LogFilters, options?: QueryOptions): Promise<LogEntry[]> {
    return this.#engine.queryLogs(filters, options);
  }

  async queryJson(filters?: LogFilters, options?: QueryOptions): Promise<string[]> {
    return this.#engine.queryJson(filters, options);
  }

  async countLogs(filters?: LogFilters): Promise<number> {
    return this.#engine.countLogs(filters);
  }

  async aggregateLogs(filters?: LogFilters, options?: AggregateOptions): Promise<AggregateResult> {
    return this.#engine.aggregateLogs(filters, options);
  }

  async addAlertRule(rule: AlertRule | AlertRuleInit): Promise<void> {
    this.#engine.addAlertRule(rule);
  }

  async removeAlertRule(name: string): Promise<boolean> {
    return this.#engine.removeAlertRule(name);
  }

  async getAlertRules(): Promise<AlertRule[]> {
    return this.#engine.getAlertRules();
  }

  async getAlerts(): Promise<Alert[]> {
    return this.#engine.getAlerts();
  }

  onAlert(listener: (alert: Alert) => void): () => void {
    return this.#engine.addAlertNotificationHook(listener);
  }

  async getStats(): Promise<EngineStatistics> {
    return this.#engine.getStats();
  }

  async delete(filters: LogFilters): Promise<number> {
    return this.#engine.delete(filters);
  }

  async flush(): Promise<void> {
    this.#engine.flush();
  }

  async compact(): Promise<void> {
    this.#engine.compact();
  }

  async verify(): Promise<VerifyReport> {
    return this.#engine.verify();
  }

  async close(): Promise<void> {
    this.#engine.close();
  }
}
