/** Does something when nothing has happened for some time, and again only when something has happened since. It keeps no process alive. */
export class QuietTime {
  readonly #quietMs: number;
  readonly #onQuiet: () => void;
  #timer: NodeJS.Timeout | undefined;
  #isStirred = false;

  /** @param quietMs after so many milliseconds, at most twice as many, `onQuiet` is called */
  constructor(quietMs: number, onQuiet: () => void) {
    this.#quietMs = quietMs;
    this.#onQuiet = onQuiet;
  }

  /** Something happens. It is called often: it costs next to nothing. */
  stir(): void {
    this.#isStirred = true;
    this.#timer ??= setInterval(() => this.#look(), this.#quietMs).unref();
  }

  #look(): void {
    if (this.#isStirred) {
      this.#isStirred = false;
      return;
    }
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#onQuiet();
  }
}
