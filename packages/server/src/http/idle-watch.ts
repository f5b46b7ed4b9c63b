/** What is watched: it waits for the client since `sinceMs`. */
export interface Waiting {
  /** By the clock of the watch; set by `IdleWatch.add`. */
  sinceMs: number;
  /** Called once when it has waited too long. */
  expire(): void;
}

/**
 * Ends what waits for a client for too long. One timer serves all, so that to wait costs next to nothing; it may fire a quarter of the
 * time late.
 */
export class IdleWatch {
  readonly timeoutMs: number;
  /** What bodies that are held whole must come at, in bytes a second, when they take longer than `timeoutMs`; 0 for no such floor. */
  readonly bytesPerSecondMin: number;
  readonly #waiting = new Set<Waiting>();
  readonly #timer: NodeJS.Timeout;
  readonly #periodMs: number;
  #nowMs = 0;

  constructor(timeoutMs: number, bytesPerSecondMin: number = 0) {
    this.timeoutMs = timeoutMs;
    this.bytesPerSecondMin = bytesPerSecondMin;
    this.#periodMs = Math.max(10, Math.ceil(timeoutMs / 4));
    this.#timer = setInterval(() => this.#look(), this.#periodMs).unref();
  }

  /** The time by its clock, which goes in steps of a quarter of `timeoutMs`. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** Begins to watch, or begins anew. */
  add(waiting: Waiting): void {
    waiting.sinceMs = this.#nowMs;
    this.#waiting.add(waiting);
  }

  delete(waiting: Waiting): void {
    this.#waiting.delete(waiting);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    this.#nowMs += this.#periodMs;
    for (const waiting of this.#waiting) {
      if (this.#nowMs - waiting.sinceMs <= this.timeoutMs) continue;
      this.#waiting.delete(waiting);
      waiting.expire();
    }
  }
}
