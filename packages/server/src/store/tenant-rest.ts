export interface TenantRestParts {
  /** Closes files, and gives memory back. Failures are its own business. */
  readonly sleep: () => Promise<void>;
  /** Undoes it. @throws StorageError */
  readonly wake: () => Promise<void>;
  /** Milliseconds since any fixed point. */
  readonly clock: () => number;
}

/** Whether a tenant is in use: one that nobody has used for a while rests, and is woken by whoever uses it next. */
export class TenantRest {
  readonly #parts: TenantRestParts;
  /** Uses that have begun and not ended. */
  #active = 0;
  #background = 0;
  /** When it was used last, or went to rest. */
  #sinceMs: number;
  /** While it rests: settled when all is closed. */
  #asleep: Promise<void> | undefined;
  #waking: Promise<void> | undefined;

  constructor(parts: TenantRestParts) {
    this.#parts = parts;
    this.#sinceMs = parts.clock();
  }

  get isResting(): boolean {
    return this.#asleep !== undefined;
  }

  /** For how long it has rested, or not been used, in milliseconds; 0 while it is in use. */
  get quietMs(): number {
    return this.#active > 0 ? 0 : this.#parts.clock() - this.#sinceMs;
  }

  /** Begins a use; `leave` ends it, also where what this returns is rejected. @returns what to wait for, if anything */
  enter(): Promise<void> | undefined {
    this.#active++;
    return this.#asleep === undefined ? undefined : this.#wake(this.#asleep);
  }

  leave(): void {
    this.#active--;
    if (this.#background === 0) this.#sinceMs = this.#parts.clock();
  }

  /** Uses that end meanwhile are not such that keep it from resting. */
  async inBackground<T>(work: () => Promise<T>): Promise<T> {
    this.#background++;
    try {
      return await work();
    } finally {
      this.#background--;
    }
  }

  /** Goes to rest where it was not used for so long. Resolves when it is closed, at once where it is in use. */
  async restAfter(quietMs: number): Promise<void> {
    if (this.#active > 0 || this.isResting || this.quietMs < quietMs) return;
    this.#sinceMs = this.#parts.clock();
    this.#asleep = this.#parts.sleep();
    await this.#asleep;
  }

  /** Resolves when what it does of going to rest or waking is done, whatever becomes of it. */
  async settled(): Promise<void> {
    await Promise.allSettled([this.#asleep, this.#waking]);
  }

  async #wake(asleep: Promise<void>): Promise<void> {
    this.#waking ??= asleep
      .then(() => this.#parts.wake())
      .then(() => {
        this.#asleep = undefined;
      })
      .finally(() => {
        this.#waking = undefined;
      });
    await this.#waking;
  }
}
