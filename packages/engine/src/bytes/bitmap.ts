/**
 * A fixed-size set of row numbers, 0 to `size - 1`, one bit each. Bits at and beyond `size` are always 0,
 * so whole words can be counted and compared.
 */
export class Bitmap {
  readonly size: number;
  /** 32 rows a word, the lowest row in the lowest bit. */
  readonly words: Uint32Array;

  constructor(size: number, words: Uint32Array = new Uint32Array((size + 31) >>> 5)) {
    this.size = size;
    this.words = words;
  }

  /** Every row set. */
  static full(size: number): Bitmap {
    const bitmap = new Bitmap(size);
    bitmap.words.fill(0xffffffff);
    bitmap.clearTail();
    return bitmap;
  }

  static of(size: number, rows: Iterable<number>): Bitmap {
    const bitmap = new Bitmap(size);
    for (const row of rows) bitmap.set(row);
    return bitmap;
  }

  clone(): Bitmap {
    return new Bitmap(this.size, this.words.slice());
  }

  has(row: number): boolean {
    return ((this.words[row >>> 5]! >>> (row & 31)) & 1) === 1;
  }

  set(row: number): void {
    this.words[row >>> 5]! |= 1 << (row & 31);
  }

  clear(row: number): void {
    this.words[row >>> 5]! &= ~(1 << (row & 31));
  }

  /** Sets the rows `start` (inclusive) to `end` (exclusive). */
  setRange(start: number, end: number): void {
    if (start >= end) return;
    const first = start >>> 5;
    const last = (end - 1) >>> 5;
    const firstMask = 0xffffffff << (start & 31);
    const lastMask = 0xffffffff >>> (31 - ((end - 1) & 31));
    if (first === last) {
      this.words[first]! |= firstMask & lastMask;
      return;
    }
    this.words[first]! |= firstMask;
    this.words.fill(0xffffffff, first + 1, last);
    this.words[last]! |= lastMask;
  }

  /** The number of set rows. */
  count(): number {
    const { words } = this;
    let total = 0;
    for (let i = 0; i < words.length; i++) total += popCount(words[i]!);
    return total;
  }

  /** The number of set rows in `[start, end)`. */
  countRange(start: number, end: number): number {
    let total = 0;
    for (let row = start; row < end; ) {
      if ((row & 31) === 0 && row + 32 <= end) {
        total += popCount(this.words[row >>> 5]!);
        row += 32;
      } else {
        total += (this.words[row >>> 5]! >>> (row & 31)) & 1;
        row++;
      }
    }
    return total;
  }

  isEmpty(): boolean {
    const { words } = this;
    for (let i = 0; i < words.length; i++) if (words[i] !== 0) return false;
    return true;
  }

  isFull(): boolean {
    return this.count() === this.size;
  }

  /** Keeps the rows that are in both. Returns this. */
  and(other: Bitmap): this {
    const { words } = this;
    for (let i = 0; i < words.length; i++) words[i]! &= other.words[i]!;
    return this;
  }

  /** Adds the rows of `other`. Returns this. */
  or(other: Bitmap): this {
    const { words } = this;
    for (let i = 0; i < words.length; i++) words[i]! |= other.words[i]!;
    return this;
  }

  /** Removes the rows of `other`. Returns this. */
  andNot(other: Bitmap): this {
    const { words } = this;
    for (let i = 0; i < words.length; i++) words[i]! &= ~other.words[i]!;
    return this;
  }

  /** Turns every row over. Returns this. */
  not(): this {
    const { words } = this;
    for (let i = 0; i < words.length; i++) words[i] = ~words[i]!;
    this.clearTail();
    return this;
  }

  /** The first set row at or after `row`, or -1. */
  next(row: number): number {
    if (row >= this.size) return -1;
    let index = row >>> 5;
    let word = this.words[index]! & (0xffffffff << (row & 31));
    while (word === 0) {
      if (++index >= this.words.length) return -1;
      word = this.words[index]!;
    }
    return (index << 5) + (31 - Math.clz32(word & -word));
  }

  /** Calls `visit` with every set row, ascending. */
  forEach(visit: (row: number) => void): void {
    const { words } = this;
    for (let i = 0; i < words.length; i++) {
      for (let word = words[i]!; word !== 0; word &= word - 1) {
        visit((i << 5) + (31 - Math.clz32(word & -word)));
      }
    }
  }

  /** The set rows, ascending. */
  toArray(): number[] {
    const rows: number[] = [];
    this.forEach((row) => {
      rows.push(row);
    });
    return rows;
  }

  private clearTail(): void {
    const tail = this.size & 31;
    if (tail !== 0) this.words[this.words.length - 1]! &= 0xffffffff >>> (32 - tail);
  }
}

/** The number of set bits of a 32-bit word (Warren, Hacker's Delight, 5-1). */
export function popCount(word: number): number {
  let n = word - ((word >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  n = (n + (n >>> 4)) & 0x0f0f0f0f;
  return Math.imul(n, 0x01010101) >>> 24;
}
