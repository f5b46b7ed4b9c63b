const HEX = '0123456789abcdef';
const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/**
 * A pseudo-random number generator with the same results on every machine for the same seed. Not for secrets.
 *
 * The algorithm is sfc32 (Chris Doty-Humphrey's Small Fast Counting generator, PractRand), with its state filled from
 * the seed and the customary 12 rounds of warm-up.
 */
export class SeededRandom {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** @param seed only its lower 32 bits count. */
  constructor(seed: number) {
    this.#a = seed | 0;
    this.#b = Math.imul(seed, 0x9e3779b1) ^ 0x243f6a88;
    this.#c = 0x13198a2e;
    for (let round = 0; round < 12; round++) this.uint32();
  }

  /** An integer from 0 to 2^32 − 1. */
  uint32(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** A number from 0 (inclusive) to 1 (exclusive), in steps of 2^−32. */
  fraction(): number {
    return this.uint32() / 0x1_0000_0000;
  }

  /** An integer from `min` to `max`, both inclusive. */
  integer(min: number, max: number): number {
    return min + Math.floor(this.fraction() * (max - min + 1));
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** One of the items, each equally likely. @throws RangeError when there is none. */
  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('pick needs at least one item');
    return items[this.integer(0, items.length - 1)] as T;
  }

  /** One of the items, earlier ones more often: as names and hosts are in real logs. */
  pickSkewed<T>(items: readonly T[]): T {
    const fraction = this.fraction();
    return items[Math.floor(fraction * fraction * items.length)] as T;
  }

  /** Lower-case hexadecimal digits. */
  hex(digits: number): string {
    let text = '';
    for (let bits = 0, left = 0; text.length < digits; bits >>>= 4, left -= 4) {
      if (left === 0) {
        bits = this.uint32();
        left = 32;
      }
      text += HEX[bits & 15];
    }
    return text;
  }

  /** ASCII letters of both cases, and digits. */
  alphanumeric(length: number): string {
    let text = '';
    while (text.length < length) text += LETTERS_AND_DIGITS[this.integer(0, LETTERS_AND_DIGITS.length - 1)];
    return text;
  }

  /**
   * A positive number with a long tail: at least `least`, half of all below 2 × `least`, a quarter below 4 × `least`
   * and so on, doubling at most `doublings` times. Made of exact operations only, so that no platform rounds differently.
   */
  longTailed(least: number, doublings: number): number {
    let scale = least;
    for (let times = 0; times < doublings && this.chance(0.5); times++) scale *= 2;
    return scale * (1 + this.fraction());
  }
}

/** Draws indexes with given weights: `weights[i] / sum(weights)` is the probability of i. */
export class WeightedChoice {
  readonly #cumulative: Float64Array;

  constructor(weights: readonly number[]) {
    this.#cumulative = new Float64Array(weights.length);
    let sum = 0;
    for (const [index, weight] of weights.entries()) this.#cumulative[index] = sum += weight;
    if (!(sum > 0)) throw new RangeError('the weights must have a positive sum');
  }

  next(random: SeededRandom): number {
    const target = random.fraction() * this.#cumulative[this.#cumulative.length - 1]!;
    let low = 0;
    let high = this.#cumulative.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#cumulative[middle]! > target) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
