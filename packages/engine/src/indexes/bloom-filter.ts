/** Two hashes stand in for all probes (Kirsch and Mitzenmacher 2006); 8 bits a key give some 2 % false positives. */
const BITS_PER_KEY = 8;
const PROBES = 5;

/** A set of texts that may say yes to what it does not hold, never no to what it holds. */
export class BloomFilter {
  /** At least 64 bits. */
  readonly words: Uint32Array;

  constructor(words: Uint32Array) {
    this.words = words;
  }

  static forKeys(count: number): BloomFilter {
    return new BloomFilter(new Uint32Array(Math.max(2, Math.ceil((count * BITS_PER_KEY) / 32))));
  }

  /** Adds a key by its hash (32 bits, well mixed; signed or not). */
  add(hash: number): void {
    const { words } = this;
    const bits = words.length * 32;
    const step = secondHash(hash);
    let at = hash >>> 0;
    for (let probe = 0; probe < PROBES; probe++) {
      const bit = at % bits;
      words[bit >>> 5]! |= 1 << (bit & 31);
      at = (at + step) >>> 0;
    }
  }

  mayHold(hash: number): boolean {
    const { words } = this;
    const bits = words.length * 32;
    const step = secondHash(hash);
    let at = hash >>> 0;
    for (let probe = 0; probe < PROBES; probe++) {
      const bit = at % bits;
      if (((words[bit >>> 5]! >>> (bit & 31)) & 1) === 0) return false;
      at = (at + step) >>> 0;
    }
    return true;
  }
}

function secondHash(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) | 1) >>> 0;
}
