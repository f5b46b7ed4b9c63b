import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AlertRule,
  type AlertRuleInit,
  type EngineExtension,
  type EngineStatistics,
  LogAnalyticsEngine,
  type LogFilters,
  type QueryExplanation,
  type QueryOptions,
  type ResultRow,
} from 'log-analytics-engine';
import { SeenRows } from 'log-analytics-engine/internals';
import type { ChangeableSource, ShownAlert, SourceQueryOptions, TailOptions } from './log-source.ts';

/** Rows that are handed on at once. */
const BATCH_ROWS = 512;
/** How often a live view looks for new entries. */
const REFRESH_MS = 1000;
/** How late an entry may come in and still be shown. */
const LATE_MS = 5000;

/** The entries of a data directory, read beside the process that may be writing there. */
export class DirectorySource implements ChangeableSource {
  readonly #engine: LogAnalyticsEngine;
  readonly #directory: string;
  readonly #extensions: readonly EngineExtension[];

  /** @param extensions those of the engine */
  constructor(engine: LogAnalyticsEngine, directory: string, extensions: readonly EngineExtension[]) {
    this.#engine = engine;
    this.#directory = directory;
    this.#extensions = extensions;
  }

  async *query(text: string, options: SourceQueryOptions): AsyncGenerator<readonly ResultRow[], void> {
    yield* batchesOf(this.#engine, text, options);
  }

  async explain(text: string, options: SourceQueryOptions): Promise<QueryExplanation> {
    return this.#engine.query(text, { ...options, explain: true });
  }

  /** A reader sees a directory as it was when it was opened, so that each look opens it anew. */
  async *tail(text: string, { startOffsetMs, signal }: TailOptions): AsyncGenerator<readonly ResultRow[], void> {
    const begunMs = Date.now() - startOffsetMs;
    const seen = new SeenRows();
    let startMs = begunMs;
    while (!signal.aborted) {
      const endMs = Date.now();
      const extensions = this.#extensions;
      const engine = new LogAnalyticsEngine({ directory: this.#directory, readOnly: true, extensions });
      try {
        const options = { start: new Date(startMs), end: new Date(endMs), signal };
        for await (const rows of batchesOf(engine, text, options)) {
          const fresh = rows.filter((row) => seen.isNew(JSON.stringify(row)));
          if (fresh.length > 0) yield fresh;
        }
      } finally {
        engine.close();
      }
      seen.nextRound();
      startMs = Math.max(begunMs, endMs - LATE_MS);
      await sleep(REFRESH_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async entries(filters: LogFilters, options: QueryOptions): Promise<readonly string[]> {
    return this.#engine.queryJson(filters, options);
  }

  async count(filters: LogFilters): Promise<number> {
    return this.#engine.countLogs(filters);
  }

  async stats(): Promise<EngineStatistics> {
    return this.#engine.getStats();
  }

  async rules(): Promise<readonly AlertRule[]> {
    return this.#engine.getAlertRules();
  }

  async alerts(rule: string | undefined): Promise<readonly ShownAlert[]> {
    return this.#engine.getAlerts().filter(({ ruleName }) => rule === undefined || ruleName === rule);
  }

  async addRule(rule: AlertRuleInit): Promise<void> {
    this.#engine.addAlertRule(rule);
  }

  async removeRule(name: string): Promise<boolean> {
    return this.#engine.removeAlertRule(name);
  }

  async delete(filters: LogFilters): Promise<number> {
    return this.#engine.delete(filters);
  }
}

async function* batchesOf(
  engine: LogAnalyticsEngine,
  text: string,
  options: SourceQueryOptions,
): AsyncGenerator<readonly ResultRow[], void> {
  let batch: ResultRow[] = [];
  for await (const row of engine.queryStream(text, options)) {
    batch.push(row);
    if (batch.length < BATCH_ROWS) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
