import type { IngestReport, LogAnalyticsEngine } from 'log-analytics-engine';
import type { LineSink } from './line-sink.ts';

/** Lines go into a data directory. */
export class DirectorySink implements LineSink {
  readonly #engine: LogAnalyticsEngine;

  constructor(engine: LogAnalyticsEngine) {
    this.#engine = engine;
  }

  async store(ndjson: Uint8Array): Promise<IngestReport> {
    return this.#engine.ingestBytes(ndjson);
  }
}
