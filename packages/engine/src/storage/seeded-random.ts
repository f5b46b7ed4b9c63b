/** A source of pseudo-random numbers that a seed repeats exactly, for simulated power cuts. */
export interface SeededRandom {
  /** An integer in [0, bound), `bound` at least 1. */
  below(bound: number): number;
  chance(): boolean;
}

/** Mulberry32: 32 bits of state, even enough for choosing what breaks. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return {
    below: (bound) => Math.floor((next() / 2 ** 32) * bound),
    chance: () => next() >= 2 ** 31,
  };
}
