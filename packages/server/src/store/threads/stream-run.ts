import type { MessagePort } from 'node:worker_threads';
import { CancelledError, CorruptionError } from 'log-analytics-engine';
import { BatchLimit, type CancelSignal, logsqlRun, runQuery } from 'log-analytics-engine/internals';
import { queryParts } from 'log-analytics-engine/split';
import type { BlockShare } from './block-share.ts';
import { cancelSignalOf } from './cancel-signal.ts';
import type { QueryLimits } from './query-limits.ts';
import { BATCHES_UNDER_WAY, type StreamQuery } from './query-messages.ts';
import { ResultSender } from './result-sender.ts';
import type { SentBatch } from './sent-batch.ts';
import type { TenantSnapshot } from './tenant-view.ts';
import { Turns } from './turns.ts';
import { isHelped, WorkerParts } from './worker-parts.ts';

export interface StreamRunOptions {
  readonly query: StreamQuery;
  readonly limits: QueryLimits;
  readonly cancelFlag: Int32Array;
  readonly send: (batch: SentBatch) => void;
  /** Opens the snapshot of the query. @param share which of its blocks; null for all */
  readonly open: (share: BlockShare | null) => TenantSnapshot;
}

/** A query that runs in a query worker and whose result is sent as it comes, no faster than it is taken. */
export class StreamRun {
  readonly #options: StreamRunOptions;
  readonly #signal: CancelSignal;
  readonly #controller = new AbortController();
  readonly #sender: ResultSender;
  /** Batches that may be sent before others are taken. */
  #credits = BATCHES_UNDER_WAY;
  #wake: (() => void) | undefined;

  constructor(options: StreamRunOptions) {
    this.#options = options;
    this.#signal = cancelSignalOf(options.cancelFlag);
    this.#sender = new ResultSender(options.query.kind, (batch) => this.#send(batch));
  }

  /** The receiver has taken a batch. */
  taken(): void {
    this.#credits++;
    this.#wake?.();
  }

  /** The flag was set. */
  cancelled(): void {
    this.#controller.abort();
    this.#wake?.();
  }

  /**
   * Runs the query, by help of other workers where they take work off this one.
   * @param share the blocks that helpers do not have
   * @throws as `LogAnalyticsEngine.query`; WorkerLostError
   */
  async run(share: BlockShare | null, helpers: readonly MessagePort[]): Promise<void> {
    const { query, limits, open } = this.#options;
    const isSplit = isHelped(query.text, helpers, limits);
    const snapshot = open(isSplit ? share : null);
    try {
      if (isSplit) await this.#runSplit(snapshot, helpers);
      else while (!(await this.#runWhole(snapshot)));
      await this.#sender.finish();
    } finally {
      snapshot.release();
    }
  }

  /** Returns false where a block was found to be damaged before anything was sent: it is left out at the next attempt. */
  async #runWhole({ blocks }: TenantSnapshot): Promise<boolean> {
    const { query, limits } = this.#options;
    const turns = new Turns();
    try {
      const run = logsqlRun(query.text, { ...query.options, signal: this.#signal }, limits);
      const cut = new BatchLimit(run.limit);
      for (const batches of runQuery(run.query, { source: blocks, ...run.settings })) {
        await this.#sender.add(cut.take(batches));
        if (cut.isReached) break;
        if (turns.isOver) await turns.letOthersRun();
      }
      return true;
    } catch (error) {
      if (!(error instanceof CorruptionError) || this.#sender.hasBegun) throw error;
      blocks.leaveOut(error);
      return false;
    }
  }

  async #runSplit(snapshot: TenantSnapshot, helpers: readonly MessagePort[]): Promise<void> {
    const { query, limits } = this.#options;
    const timeoutMs = query.options.timeoutMs ?? limits.queryTimeoutMs;
    using workers = new WorkerParts({ snapshot, helpers, timeoutMs, signal: this.#signal, limits });
    const { language, clock, queryMemoryBytes } = limits;
    const options = { ...query.options, timeoutMs, language, clock, queryMemoryBytes, signal: this.#controller.signal };
    for await (const batches of queryParts(query.text, workers.parts, options)) await this.#sender.add(batches);
  }

  /** Waits until the receiver has taken what was sent before. @throws CancelledError */
  async #send(batch: SentBatch): Promise<void> {
    while (this.#credits === 0 && !this.#signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#wake = undefined;
    if (this.#signal.aborted) throw new CancelledError();
    this.#credits--;
    this.#options.send(batch);
  }
}
