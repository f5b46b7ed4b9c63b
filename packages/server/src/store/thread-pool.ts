import type { StoreProblem } from 'log-analytics-engine/internals';
import type { ResolvedConcurrentOptions } from './concurrent-options.ts';
import type { ShardMatches, ShardState } from './threads/ingest-messages.ts';
import { IngestPool } from './threads/ingest-pool.ts';
import { QueryPool } from './threads/query-pool.ts';

/** Workers that have ended by themselves since the start, and were replaced. */
export interface WorkerFaults {
  readonly ingest: number;
  readonly query: number;
}

export interface ThreadPoolEvents {
  readonly onState: (state: ShardState) => void;
  readonly onMatches: (matches: ShardMatches) => void;
  readonly onProblem: (tenant: string, problem: StoreProblem) => void;
  /** An ingest worker was started anew. */
  readonly onIngestRestart: (worker: number) => void;
}

/** The threads of a data directory, shared by all of its tenants. */
export class ThreadPool {
  readonly ingest: IngestPool;
  readonly query: QueryPool;

  constructor(
    options: ResolvedConcurrentOptions,
    { onState, onMatches, onProblem, onIngestRestart }: ThreadPoolEvents,
  ) {
    const { directory, extensions, durability, indexes, retention, malformed, lineBytesMax, freeBytesMin } = options;
    const settings = { durability, indexes, retention, malformed, lineBytesMax, freeBytesMin };
    this.ingest = new IngestPool({
      workers: options.ingestWorkers,
      setup: { directory, settings, extensions },
      onState,
      onMatches,
      onProblem,
      onRestart: onIngestRestart,
    });
    this.query = new QueryPool({
      workers: options.queryWorkers,
      splitRowsMin: options.splitRowsMin,
      setup: {
        directory,
        settings,
        extensions,
        cacheBytes: Math.floor(options.cacheBytes / options.queryWorkers),
        queryTimeoutMs: options.queryTimeoutMs,
        queryMemoryBytes: options.queryMemoryBytes,
      },
      onProblem,
    });
  }

  get faults(): WorkerFaults {
    return { ingest: this.ingest.faultCount, query: this.query.faultCount };
  }

  async close(): Promise<void> {
    await Promise.all([this.ingest.close(), this.query.close()]);
  }
}
