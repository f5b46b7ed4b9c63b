import type { MessagePort } from 'node:worker_threads';
import { CorruptionError, type QueryExplanation } from 'log-analytics-engine';
import { type CancelSignal, explanationSteps } from 'log-analytics-engine/internals';
import { explainQueryParts } from 'log-analytics-engine/split';
import type { BlockShare } from './block-share.ts';
import { cancelSignalOf } from './cancel-signal.ts';
import type { QueryLimits } from './query-limits.ts';
import type { ExplainQuery } from './query-messages.ts';
import type { TenantSnapshot } from './tenant-view.ts';
import { Turns } from './turns.ts';
import { isHelped, WorkerParts } from './worker-parts.ts';

export interface ExplainRunOptions {
  readonly query: ExplainQuery;
  readonly limits: QueryLimits;
  readonly cancelFlag: Int32Array;
  /** Opens the snapshot of the query. @param share which of its blocks; null for all */
  readonly open: (share: BlockShare | null) => TenantSnapshot;
}

/** A query that runs as its result would need it, to be told how. */
export class ExplainRun {
  readonly #options: ExplainRunOptions;
  readonly #signal: CancelSignal;
  readonly #controller = new AbortController();

  constructor(options: ExplainRunOptions) {
    this.#options = options;
    this.#signal = cancelSignalOf(options.cancelFlag);
  }

  /** The flag was set. */
  cancelled(): void {
    this.#controller.abort();
  }

  /**
   * As `StreamRun.run`, where the same workers help.
   * @param share the blocks that helpers do not have
   * @throws as `LogAnalyticsEngine.query`; WorkerLostError
   */
  async run(share: BlockShare | null, helpers: readonly MessagePort[]): Promise<QueryExplanation> {
    const { query, limits, open } = this.#options;
    const isSplit = isHelped(query.text, helpers, limits);
    const snapshot = open(isSplit ? share : null);
    try {
      if (isSplit) return await this.#runSplit(snapshot, helpers);
      for (;;) {
        const explanation = await this.#runWhole(snapshot);
        if (explanation !== undefined) return explanation;
      }
    } finally {
      snapshot.release();
    }
  }

  /** Undefined where a block was found to be damaged: it is left out at the next attempt. */
  async #runWhole({ blocks }: TenantSnapshot): Promise<QueryExplanation | undefined> {
    const { query, limits } = this.#options;
    const turns = new Turns();
    try {
      const steps = explanationSteps(query.text, { ...query.options, signal: this.#signal }, blocks, limits);
      for (;;) {
        const { done, value } = steps.next();
        if (done === true) return value;
        if (turns.isOver) await turns.letOthersRun();
      }
    } catch (error) {
      if (!(error instanceof CorruptionError)) throw error;
      blocks.leaveOut(error);
      return undefined;
    }
  }

  async #runSplit(snapshot: TenantSnapshot, helpers: readonly MessagePort[]): Promise<QueryExplanation> {
    const { query, limits } = this.#options;
    const timeoutMs = query.options.timeoutMs ?? limits.queryTimeoutMs;
    using workers = new WorkerParts({ snapshot, helpers, timeoutMs, signal: this.#signal, limits });
    const { language, clock, queryMemoryBytes } = limits;
    const options = { ...query.options, timeoutMs, language, clock, queryMemoryBytes, signal: this.#controller.signal };
    return await explainQueryParts(query.text, workers.parts, options);
  }
}
