import { setTimeout as sleep } from 'node:timers/promises';
import { failureOf } from '../errors/error-status.ts';
import type { ListenerCounters } from './listener.ts';
import type { ReceiverContext } from './receiver.ts';

const RETRY_FIRST_MS = 100;
const RETRY_MAX_MS = 5000;
/** After these a store may take later what it does not take now. */
const PASSING: ReadonlySet<number> = new Set([429, 503, 507]);

export interface LineBatcherOptions {
  /** How long the first line of a batch waits for others, in milliseconds. */
  readonly delayMs: number;
  /** A batch of so many bytes is stored at once. */
  readonly batchBytes: number;
  /** How long a batch is offered to a store that does not take it once the batcher is closed, in milliseconds. */
  readonly closeTimeoutMs: number;
}

/** What a batcher asks of where lines come from. */
export interface LineSource {
  /** Bytes that were written and not taken yet. */
  readonly pendingBytes: number;
  /** Messages written since the last call of `take`. */
  readonly pendingMessages: number;
  take(): Uint8Array;
}

/**
 * Collects the lines of senders that wait for no answer, and stores them batch by batch, one batch at a time. A batch that the store does not take for
 * now is offered again; until it is taken `isFull` tells senders to wait, or that what they send is lost.
 */
export class LineBatcher {
  readonly #source: LineSource;
  readonly #contextOf: () => Promise<ReceiverContext>;
  readonly #counters: ListenerCounters;
  readonly #options: LineBatcherOptions;
  readonly #onProblem: (message: string, error: unknown) => void;
  readonly #waiting: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  readonly #closing = new AbortController();

  constructor(
    source: LineSource,
    contextOf: () => Promise<ReceiverContext>,
    counters: ListenerCounters,
    options: LineBatcherOptions,
    onProblem: (message: string, error: unknown) => void,
  ) {
    this.#source = source;
    this.#contextOf = contextOf;
    this.#counters = counters;
    this.#options = options;
    this.#onProblem = onProblem;
  }

  /** A line was written. */
  added(): void {
    if (this.#source.pendingBytes >= this.#options.batchBytes) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), this.#options.delayMs);
  }

  /** Whether a batch waits for the one before it. */
  get isFull(): boolean {
    return this.#running !== undefined && this.#source.pendingBytes >= this.#options.batchBytes;
  }

  /** Resolves when there is room again. */
  async room(): Promise<void> {
    while (this.isFull) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Stores what is left; resolves when it is stored, or counted as dropped. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#flush();
    while (this.#running !== undefined) await this.#running;
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#running !== undefined || this.#source.pendingBytes === 0) return;
    this.#running = this.#store().then(() => {
      this.#running = undefined;
      for (const go of this.#waiting.splice(0)) go();
      if (this.#closing.signal.aborted || this.#source.pendingBytes >= this.#options.batchBytes) this.#flush();
      else if (this.#source.pendingBytes > 0) this.added();
    });
  }

  async #store(): Promise<void> {
    const messages = this.#source.pendingMessages;
    const lines = this.#source.take();
    let deadlineMs = Number.POSITIVE_INFINITY;
    for (let waitMs = RETRY_FIRST_MS; ; waitMs = Math.min(waitMs * 2, RETRY_MAX_MS)) {
      try {
        const context = await this.#contextOf();
        const { rejected } = await context.store(lines.slice());
        this.#counters.rejected += rejected;
        return;
      } catch (error) {
        const { status } = failureOf(error);
        if (waitMs === RETRY_FIRST_MS) this.#onProblem(`${messages} messages could not be stored at once`, error);
        if (this.#closing.signal.aborted)
          deadlineMs = Math.min(deadlineMs, performance.now() + this.#options.closeTimeoutMs);
        if (!PASSING.has(status) || performance.now() + waitMs > deadlineMs) {
          this.#counters.dropped += messages;
          this.#onProblem(`${messages} messages were dropped`, error);
          return;
        }
      }
      await this.#pause(waitMs);
    }
  }

  /** Closing cuts a pause short once; what is left then is bounded by the deadline. */
  async #pause(waitMs: number): Promise<void> {
    if (this.#closing.signal.aborted) await sleep(waitMs);
    else await sleep(waitMs, undefined, { signal: this.#closing.signal }).catch(() => undefined);
  }
}
