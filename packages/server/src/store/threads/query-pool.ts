import { CancelledError, ClosedError, type QueryExplanation } from 'log-analytics-engine';
import type { StoreProblem } from 'log-analytics-engine/internals';
import { WorkerLostError } from '../../errors/server-error.ts';
import { BatchQueue } from './batch-queue.ts';
import type { BlockShare } from './block-share.ts';
import type { ExplainQuery, QuerySetup, StreamQuery, ValueQuery, ValueResults } from './query-messages.ts';
import { type QueryListener, QueryThread, type RunningQuery, type TenantSnapshots } from './query-thread.ts';
import { QuickQueries } from './quick-queries.ts';
import type { SentBatch } from './sent-batch.ts';

export interface QueryPoolOptions {
  readonly workers: number;
  readonly setup: QuerySetup;
  /** From how many rows on all workers answer a query together. */
  readonly splitRowsMin: number;
  readonly onProblem: (tenant: string, problem: StoreProblem) => void;
}

/** The query workers of a data directory: each query runs on the one that has least to do. */
export class QueryPool {
  readonly #threads: readonly QueryThread[];
  readonly #splitRowsMin: number;
  readonly #quick = new QuickQueries();

  constructor({ workers, setup, splitRowsMin, onProblem }: QueryPoolOptions) {
    this.#splitRowsMin = splitRowsMin;
    this.#threads = Array.from({ length: workers }, (_, index) => new QueryThread(setup, index, onProblem));
  }

  /** Starts the workers, so that the first query need not wait for them. */
  start(): void {
    for (const thread of this.#threads) thread.start();
  }

  /** How often workers have ended by themselves. */
  get faultCount(): number {
    return this.#threads.reduce((sum, { faultCount }) => sum + faultCount, 0);
  }

  /** Queries that are not answered yet. */
  get runningCount(): number {
    return this.#threads.reduce((sum, { runningCount }) => sum + runningCount, 0);
  }

  /** Answers a query; where the worker ends while it does, it is asked again, once. */
  async value<Q extends ValueQuery>(
    tenant: string,
    query: Q,
    snapshots: TenantSnapshots,
  ): Promise<ValueResults[Q['kind']]> {
    const threads = this.#threads;
    if (query.kind !== 'count' || !this.#isWorthSplitting(snapshots)) {
      return (await this.#ask(() => this.#idlest(), tenant, query, snapshots)) as ValueResults[Q['kind']];
    }
    const counts = await Promise.all(
      threads.map((thread, index) => {
        const share = { index, count: threads.length };
        return this.#ask(() => thread, tenant, query, snapshots, share) as Promise<number>;
      }),
    );
    return counts.reduce((sum, count) => sum + count, 0) as ValueResults[Q['kind']];
  }

  /**
   * The batches of a query. The worker waits while a few of them are not taken; leaving the loop or the signal ends the query.
   * Where the worker ends before the first batch, the query is asked again, once.
   */
  async *batches(
    tenant: string,
    query: StreamQuery,
    snapshots: TenantSnapshots,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<SentBatch, void> {
    if (signal?.aborted === true) throw new CancelledError();
    const queue = new BatchQueue<SentBatch>();
    let running: RunningQuery | undefined;
    const ask = (retries: number): void => {
      let hasBatches = false;
      const startedMs = performance.now();
      running = this.#start(tenant, query, snapshots, {
        batch: (batch) => {
          hasBatches = true;
          queue.push(batch);
        },
        result: () => {
          this.#quick.note(tenant, query.text, performance.now() - startedMs);
          queue.end();
        },
        error: (error) => {
          if (error instanceof WorkerLostError && retries > 0 && !hasBatches) retry(() => ask(retries - 1), queue);
          else queue.end(error);
        },
      });
    };
    ask(1);
    let isAborted = false;
    const cancel = (): void => {
      isAborted = true;
      running?.cancel();
      queue.end(new CancelledError());
    };
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      for (let batch = await queue.take(); batch !== undefined; batch = await queue.take()) {
        if (isAborted) throw new CancelledError();
        running?.taken();
        yield batch;
      }
    } finally {
      signal?.removeEventListener('abort', cancel);
      running?.cancel();
    }
  }

  /** Has a query run and told about, with as many workers as its result would have. */
  async explanation(
    tenant: string,
    query: ExplainQuery,
    snapshots: TenantSnapshots,
    signal: AbortSignal | undefined,
  ): Promise<QueryExplanation> {
    if (signal?.aborted === true) throw new CancelledError();
    let running: RunningQuery | undefined;
    const cancel = (): void => running?.cancel();
    const ask = (retries: number): Promise<QueryExplanation> =>
      new Promise((resolve, reject) => {
        running = this.#start(tenant, query, snapshots, {
          batch: () => undefined,
          result: (value) => resolve(value as QueryExplanation),
          error: (error) => {
            if (!(error instanceof WorkerLostError) || retries === 0) reject(error);
            else ask(retries - 1).then(resolve, reject);
          },
        });
      });
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      return await ask(1);
    } finally {
      signal?.removeEventListener('abort', cancel);
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

  #ask(
    threadOf: () => QueryThread,
    tenant: string,
    query: ValueQuery,
    snapshots: TenantSnapshots,
    share: BlockShare | null = null,
    retries = 1,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const listener: QueryListener = {
        batch: () => undefined,
        result: resolve,
        error: (error) => {
          if (!(error instanceof WorkerLostError) || retries === 0) reject(error);
          else this.#ask(threadOf, tenant, query, snapshots, share, retries - 1).then(resolve, reject);
        },
      };
      threadOf().run(tenant, query, snapshots, listener, share);
    });
  }

  /** Starts a query, with all other workers as helpers where there are blocks enough and it is not known to be quick. */
  #start(
    tenant: string,
    query: StreamQuery | ExplainQuery,
    snapshots: TenantSnapshots,
    listener: QueryListener,
  ): RunningQuery {
    const thread = this.#idlest();
    if (this.#quick.has(tenant, query.text) || !this.#isWorthSplitting(snapshots)) {
      return thread.run(tenant, query, snapshots, listener);
    }
    const shares = this.#threads.map((each, index) => ({
      thread: each,
      share: { index, count: this.#threads.length },
    }));
    const own = shares.find((each) => each.thread === thread)!;
    const helpers = shares.filter((each) => each !== own);
    return thread.run(tenant, query, snapshots, listener, own.share, helpers);
  }

  #isWorthSplitting(snapshots: TenantSnapshots): boolean {
    return this.#threads.length > 1 && rowsOf(snapshots) >= this.#splitRowsMin;
  }

  /** The first of those with the fewest queries: while there is one query at a time, one worker has all in its cache. */
  #idlest(): QueryThread {
    return this.#threads.reduce((best, thread) => (thread.runningCount < best.runningCount ? thread : best));
  }
}

/** A segment that grows does not say how many rows it has: a row takes some such space in it. */
const ROW_BYTES = 40;

function rowsOf(snapshots: TenantSnapshots): number {
  let rows = 0;
  for (const { segments, growingBytes, heads } of snapshots.values()) {
    rows += growingBytes / ROW_BYTES;
    for (const { lines } of heads) rows += lines.rowCount;
    for (const each of segments) if (each.kind === 'sealed') rows += each.segment.rows;
  }
  return rows;
}

/** Asks again; what cannot be asked ends the result. */
function retry(ask: () => void, queue: BatchQueue<SentBatch>): void {
  try {
    ask();
  } catch (error) {
    queue.end(error as Error);
  }
}
