import { CancelledError, ClosedError } from 'log-analytics-engine';
import type { StoreProblem } from 'log-analytics-engine/internals';
import { BatchQueue } from './batch-queue.ts';
import type { QuerySetup, StreamQuery, ValueQuery, ValueResults } from './query-messages.ts';
import { QueryThread, type RunningQuery, type TenantSnapshots } from './query-thread.ts';
import type { SentBatch } from './result-sender.ts';

export interface QueryPoolOptions {
  readonly workers: number;
  readonly setup: QuerySetup;
  readonly onProblem: (tenant: string, problem: StoreProblem) => void;
}

/** The query workers of a data directory: each query runs on the one that has least to do. */
export class QueryPool {
  readonly #threads: readonly QueryThread[];

  constructor({ workers, setup, onProblem }: QueryPoolOptions) {
    this.#threads = Array.from({ length: workers }, (_, index) => new QueryThread(setup, index, onProblem));
  }

  /** How often workers have ended by themselves. */
  get faultCount(): number {
    return this.#threads.reduce((sum, { faultCount }) => sum + faultCount, 0);
  }

  /** Queries that are not answered yet. */
  get runningCount(): number {
    return this.#threads.reduce((sum, { runningCount }) => sum + runningCount, 0);
  }

  /** Answers a query; where the worker ends while it does, another one is asked, once. */
  async value<Q extends ValueQuery>(
    tenant: string,
    query: Q,
    snapshots: TenantSnapshots,
  ): Promise<ValueResults[Q['kind']]> {
    const ask = (retries: number): Promise<unknown> =>
      new Promise((resolve, reject) => {
        this.#idlest().run(tenant, query, snapshots, {
          batch: () => undefined,
          result: resolve,
          error: (error, isFault) => {
            if (isFault && retries > 0) ask(retries - 1).then(resolve, reject);
            else reject(error);
          },
        });
      });
    return (await ask(1)) as ValueResults[Q['kind']];
  }

  /**
   * The batches of a query. The worker waits while a few of them are not taken; leaving the loop or the signal ends the query.
   * Where the worker ends before the first batch, another one is asked, once.
   */
  async *batches(
    tenant: string,
    query: StreamQuery,
    snapshots: TenantSnapshots,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<SentBatch, void> {
    if (signal?.aborted === true) throw new CancelledError();
    const queue = new BatchQueue<SentBatch>();
    let running: RunningQuery;
    const ask = (retries: number): void => {
      let hasBatches = false;
      running = this.#idlest().run(tenant, query, snapshots, {
        batch: (batch) => {
          hasBatches = true;
          queue.push(batch);
        },
        result: () => queue.end(),
        error: (error, isFault) => {
          if (isFault && retries > 0 && !hasBatches) ask(retries - 1);
          else queue.end(error);
        },
      });
    };
    ask(1);
    let isAborted = false;
    const cancel = (): void => {
      isAborted = true;
      running.cancel();
      queue.end(new CancelledError());
    };
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      for (let batch = await queue.take(); batch !== undefined; batch = await queue.take()) {
        if (isAborted) throw new CancelledError();
        running!.taken();
        yield batch;
      }
    } finally {
      signal?.removeEventListener('abort', cancel);
      running!.cancel();
    }
  }

  /** Lets go of what workers hold of a tenant. */
  forget(tenant: string): void {
    for (const thread of this.#threads) thread.forget(tenant);
  }

  /** Lets a worker end by a fault. For tests. */
  async fail(index: number, how: 'throw' | 'terminate'): Promise<void> {
    await this.#threads[index]!.fail(how);
  }

  async close(): Promise<void> {
    const error = new ClosedError('a query');
    await Promise.all(this.#threads.map((thread) => thread.close(error)));
  }

  /** The first of those with the fewest queries: while there is one query at a time, one worker has all in its cache. */
  #idlest(): QueryThread {
    return this.#threads.reduce((best, thread) => (thread.runningCount < best.runningCount ? thread : best));
  }
}
