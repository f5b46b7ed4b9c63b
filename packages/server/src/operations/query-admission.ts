import { CancelledError } from 'log-analytics-engine';
import { OverloadedError } from '../errors/server-error.ts';

export interface QueryAdmissionLimits {
  /** Requests that run at once. */
  readonly concurrencyMax: number;
  /** Requests that wait. */
  readonly queueMax: number;
  /** How long one waits, in milliseconds. */
  readonly queueTimeoutMs: number;
}

/** Lets so many requests run at once; others wait in line, for a while. */
export class QueryAdmission {
  readonly #limits: QueryAdmissionLimits;
  readonly #what: string;
  readonly #queue = new Set<() => void>();
  #running = 0;
  #refused = 0;

  /** @param what the requests, for messages: `queries` */
  constructor(limits: QueryAdmissionLimits, what: string) {
    this.#limits = limits;
    this.#what = what;
  }

  get running(): number {
    return this.#running;
  }

  get queued(): number {
    return this.#queue.size;
  }

  /** How many were refused since the start. */
  get refused(): number {
    return this.#refused;
  }

  /**
   * Resolves with what must be called when the request is done; a second call does nothing.
   * @throws OverloadedError when it waited too long, or too many wait
   * @throws CancelledError when the signal fires while it waits
   */
  async enter(signal: AbortSignal): Promise<() => void> {
    if (signal.aborted) throw new CancelledError();
    if (this.#running >= this.#limits.concurrencyMax) await this.#wait(signal);
    else this.#running++;
    let isDone = false;
    return () => {
      if (isDone) return;
      isDone = true;
      this.#leave();
    };
  }

  /** The place of one who leaves is that of the first who waits: nobody who comes now gets between. */
  #leave(): void {
    const [next] = this.#queue;
    if (next === undefined) this.#running--;
    else next();
  }

  async #wait(signal: AbortSignal): Promise<void> {
    const { concurrencyMax, queueMax, queueTimeoutMs } = this.#limits;
    if (this.#queue.size >= queueMax || queueTimeoutMs === 0)
      throw this.#overloaded(`${concurrencyMax} run and ${this.#queue.size} wait`);
    await new Promise<void>((resolve, reject) => {
      const settle = (end: () => void) => (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', cancel);
        this.#queue.delete(admit);
        end();
      };
      const admit = settle(resolve);
      const cancel = settle(() => reject(new CancelledError()));
      const timer = setTimeout(
        settle(() => reject(this.#overloaded(`it waited ${queueTimeoutMs} ms for its turn`))),
        queueTimeoutMs,
      );
      signal.addEventListener('abort', cancel);
      this.#queue.add(admit);
    });
  }

  #overloaded(reason: string): OverloadedError {
    this.#refused++;
    return new OverloadedError(`there are too many ${this.#what}: ${reason}; try again a little later`, 5);
  }
}
