const SECONDS = 60;

/** Counts what came in during the last minute, by the second. */
export class IngestRate {
  readonly #counts = new Float64Array(SECONDS);
  /** The second that each count is of. */
  readonly #seconds = new Float64Array(SECONDS).fill(Number.NEGATIVE_INFINITY);

  /** @param nowMs milliseconds since the Unix epoch */
  add(count: number, nowMs: number): void {
    const second = Math.floor(nowMs / 1000);
    const slot = ((second % SECONDS) + SECONDS) % SECONDS;
    if (this.#seconds[slot] !== second) {
      this.#seconds[slot] = second;
      this.#counts[slot] = 0;
    }
    this.#counts[slot]! += count;
  }

  /** The average of the last minute, the second that is running included. */
  perSecond(nowMs: number): number {
    const now = Math.floor(nowMs / 1000);
    let total = 0;
    for (let slot = 0; slot < SECONDS; slot++) {
      const age = now - this.#seconds[slot]!;
      if (age >= 0 && age < SECONDS) total += this.#counts[slot]!;
    }
    return total / SECONDS;
  }
}
