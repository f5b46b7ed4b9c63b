import type { SeededRandom } from './seeded-random.ts';

/** Trace ids that may still be used again. */
const OPEN_MAX = 256;
const USES_MAX = 3;
const REUSE_PROBABILITY = 0.12;

/** Gives out trace ids of 32 hex digits: most are used once, some for two or three rows that lie close together. */
export class TracePool {
  readonly #open: { id: string; uses: number }[] = [];

  next(random: SeededRandom): string {
    if (this.#open.length > 0 && random.chance(REUSE_PROBABILITY)) {
      const index = random.integer(0, this.#open.length - 1);
      const trace = this.#open[index]!;
      if (++trace.uses === USES_MAX) this.#open.splice(index, 1);
      return trace.id;
    }
    const id = random.hex(32);
    this.#open.push({ id, uses: 1 });
    if (this.#open.length > OPEN_MAX) this.#open.shift();
    return id;
  }
}
