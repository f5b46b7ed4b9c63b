import { equalRuns } from '../bytes/equal-runs.ts';
import { type ByteRanges, hashRange, viewOf } from './byte-ranges.ts';

/**
 * Numbers the distinct values among byte ranges in order of first appearance. The table is reused from column to
 * column: a slot belongs to the current column when it carries the current generation.
 */
export class RangeInterner {
  private slots: Int32Array = new Int32Array(1 << 12);
  private generations: Uint32Array = new Uint32Array(1 << 12);
  private generation = 0;
  private firsts: Int32Array = new Int32Array(1 << 10);
  private hashes: Int32Array = new Int32Array(1 << 10);
  /** How many distinct values the last run found. */
  distinct = 0;
  /** The total length of the distinct values of the last run, in bytes. */
  distinctBytes = 0;

  /**
   * Writes a code per value into `codes`. Gives up and returns false once `giveUp(distinct, distinctBytes, seen)` says so,
   * which is asked at every new value.
   */
  intern(
    ranges: ByteRanges,
    codes: Uint32Array,
    giveUp: (distinct: number, bytes: number, seen: number) => boolean,
  ): boolean {
    const { starts, ends, count } = ranges;
    const view = viewOf(ranges.bytes);
    this.begin();
    let lastStart = -1;
    let lastLength = -1;
    let lastCode = -1;
    for (let i = 0; i < count; i++) {
      const start = starts[i]!;
      const length = ends[i]! - start;
      if (length === lastLength && equalRuns(view, start, view, lastStart, length)) {
        codes[i] = lastCode;
        continue;
      }
      const code = this.codeOf(view, starts, ends, start, start + length);
      if (code === this.distinct) {
        this.add(i, length);
        if (giveUp(this.distinct, this.distinctBytes, i)) return false;
      }
      codes[i] = code;
      lastStart = start;
      lastLength = length;
      lastCode = code;
    }
    return true;
  }

  /** The index of the first value with each code, in code order. A view, valid until the next run. */
  firstIndexes(): Int32Array {
    return this.firsts.subarray(0, this.distinct);
  }

  private lastHash = 0;
  private lastSlot = 0;

  private codeOf(view: DataView, starts: Int32Array, ends: Int32Array, start: number, end: number): number {
    const hash = hashRange(view, start, end);
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    while (this.generations[slot] === this.generation) {
      const code = this.slots[slot]!;
      if (this.hashes[code] === hash) {
        const first = this.firsts[code]!;
        const firstStart = starts[first]!;
        if (ends[first]! - firstStart === end - start && equalRuns(view, firstStart, view, start, end - start))
          return code;
      }
      slot = (slot + 1) & mask;
    }
    this.lastHash = hash;
    this.lastSlot = slot;
    return this.distinct;
  }

  private add(index: number, length: number): void {
    const code = this.distinct++;
    if (code === this.firsts.length) this.growValues();
    this.firsts[code] = index;
    this.hashes[code] = this.lastHash;
    this.slots[this.lastSlot] = code;
    this.generations[this.lastSlot] = this.generation;
    this.distinctBytes += length;
    if (this.distinct * 2 > this.slots.length) this.growTable();
  }

  private begin(): void {
    this.generation++;
    this.distinct = 0;
    this.distinctBytes = 0;
  }

  private growValues(): void {
    const firsts = new Int32Array(this.firsts.length * 2);
    firsts.set(this.firsts);
    this.firsts = firsts;
    const hashes = new Int32Array(this.hashes.length * 2);
    hashes.set(this.hashes);
    this.hashes = hashes;
  }

  private growTable(): void {
    const size = this.slots.length * 2;
    this.slots = new Int32Array(size);
    this.generations = new Uint32Array(size);
    const mask = size - 1;
    for (let code = 0; code < this.distinct; code++) {
      let slot = this.hashes[code]! & mask;
      while (this.generations[slot] === this.generation) slot = (slot + 1) & mask;
      this.slots[slot] = code;
      this.generations[slot] = this.generation;
    }
  }
}
