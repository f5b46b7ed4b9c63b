/**
 * A set of pairs of a group and a value of a fixed number of 32-bit words, in one hash table with open addressing: no
 * object for each value, and equality is exact.
 */
export class PackedSet {
  /** The value to be added is put here. */
  readonly scratch: Uint32Array;
  private readonly width: number;
  /** Entries of `width + 1` words, the group plus one first; 0 there is an empty place. */
  private table: Uint32Array;
  private capacity = 1024;
  private count = 0;

  /** @param width Words of a value, 2 or 4. */
  constructor(width: number) {
    this.width = width;
    this.scratch = new Uint32Array(width);
    this.table = new Uint32Array(this.capacity * (width + 1));
  }

  /** Adds the value in `scratch` to a group. Returns whether it was not there. */
  add(group: number): boolean {
    const { scratch, width } = this;
    return width === 2
      ? this.insert(group, scratch[0]!, scratch[1]!, 0, 0)
      : this.insert(group, scratch[0]!, scratch[1]!, scratch[2]!, scratch[3]!);
  }

  /** Adds a value of four words, or of two and zeros. Returns whether it was not there. */
  insert(group: number, w0: number, w1: number, w2: number, w3: number): boolean {
    if (this.count * 2 >= this.capacity) this.grow();
    const { table, capacity, width } = this;
    const size = width + 1;
    let place = hash(group, w0, w1, w2, w3) & (capacity - 1);
    for (;;) {
      const at = place * size;
      const owner = table[at]!;
      if (owner === 0) {
        this.write(at, group, w0, w1, w2, w3);
        this.count++;
        return true;
      }
      if (owner === group + 1 && table[at + 1] === w0 && table[at + 2] === w1) {
        if (width === 2 || (table[at + 3] === w2 && table[at + 4] === w3)) return false;
      }
      place = (place + 1) & (capacity - 1);
    }
  }

  private write(at: number, group: number, w0: number, w1: number, w2: number, w3: number): void {
    const { table } = this;
    table[at] = group + 1;
    table[at + 1] = w0;
    table[at + 2] = w1;
    if (this.width === 2) return;
    table[at + 3] = w2;
    table[at + 4] = w3;
  }

  /** Calls `visit` for each value, its group first; a value of two words is followed by zeros. */
  forEach(visit: (group: number, w0: number, w1: number, w2: number, w3: number) => void): void {
    const { table, width } = this;
    for (let at = 0; at < table.length; at += width + 1) {
      if (table[at] === 0) continue;
      const isWide = width === 4;
      visit(table[at]! - 1, table[at + 1]!, table[at + 2]!, isWide ? table[at + 3]! : 0, isWide ? table[at + 4]! : 0);
    }
  }

  private grow(): void {
    const old = this.table;
    const size = this.width + 1;
    this.capacity *= this.capacity < 1 << 20 ? 4 : 2;
    this.table = new Uint32Array(this.capacity * size);
    const isWide = this.width === 4;
    for (let at = 0; at < old.length; at += size) {
      if (old[at] === 0) continue;
      const group = old[at]! - 1;
      const [w0, w1] = [old[at + 1]!, old[at + 2]!];
      const [w2, w3] = isWide ? [old[at + 3]!, old[at + 4]!] : [0, 0];
      let place = hash(group, w0, w1, w2, w3) & (this.capacity - 1);
      while (this.table[place * size] !== 0) place = (place + 1) & (this.capacity - 1);
      this.write(place * size, group, w0, w1, w2, w3);
    }
  }

  get memoryBytes(): number {
    return this.table.byteLength;
  }
}

function hash(group: number, w0: number, w1: number, w2: number, w3: number): number {
  let h = Math.imul(w0 ^ Math.imul(group, 0x9e3779b1), 0x85ebca6b);
  h = Math.imul((h ^ (h >>> 15)) + w1, 0xc2b2ae35);
  h = Math.imul((h ^ (h >>> 13)) + w2, 0x27d4eb2f);
  h = Math.imul((h ^ (h >>> 15)) + w3, 0x165667b1);
  return (h ^ (h >>> 16)) >>> 0;
}
