import type { GroupNumbers } from './group-numbers.ts';

const PARTITIONS = 256;
/** Entries that a partition has place for at first. */
const PARTITION_ENTRIES_MIN = 16;
/** Where more of the entries than this are different, repeated ones are looked for every other time that place is made. */
const REPETITIVE_SHARE = 7 / 8;

/** The entries of each partition, five words each. */
export type SavedPackedSet = readonly (Uint32Array | undefined)[];

/**
 * A set of pairs of a group and a value of four 32-bit words, exactly. Entries are appended to the partition that their
 * hash chooses, and repeated ones are taken out when a partition is full: work is sequential or within the cache, where
 * one large hash table would miss the cache with every value.
 */
export class PackedSet {
  private readonly partitions: (Uint32Array | undefined)[] = new Array<Uint32Array | undefined>(PARTITIONS);
  /** Words in use by partition. */
  private readonly ends = new Uint32Array(PARTITIONS);
  /** Entries in partitions after repeated ones were last taken out. */
  private readonly distinct = new Uint32Array(PARTITIONS);
  /** By partition, 0 where the values of the last look were nearly all different. */
  private readonly isRepetitive = new Uint8Array(PARTITIONS).fill(1);
  private bytes = 0;

  add(group: number, w0: number, w1: number, w2: number, w3: number): void {
    const number = hash(group, w0, w1, w2, w3) >>> 24;
    let words = this.partitions[number];
    const end = this.ends[number]!;
    if (words === undefined || end === words.length) words = this.makePlace(number);
    const at = this.ends[number]!;
    words[at] = group;
    words[at + 1] = w0;
    words[at + 2] = w1;
    words[at + 3] = w2;
    words[at + 4] = w3;
    this.ends[number] = at + ENTRY_WORDS;
  }

  /** Adds the values of group `i` of another set to group `groups[i]`. */
  merge(other: PackedSet, groups: Uint32Array): void {
    // An entry of the same group is in the same partition.
    const areSame = groups.every((group, i) => group === i);
    other.partitions.forEach((words, number) => {
      if (words === undefined) return;
      const end = other.ends[number]!;
      if (areSame) this.append(number, words.subarray(0, end));
      else {
        for (let at = 0; at < end; at += ENTRY_WORDS) {
          this.add(groups[words[at]!]!, words[at + 1]!, words[at + 2]!, words[at + 3]!, words[at + 4]!);
        }
      }
    });
  }

  /** At least so many different entries are there. */
  get countMin(): number {
    let total = 0;
    for (const count of this.distinct) total += count;
    return total;
  }

  /** Adds the number of values of each group to `counts`, which has place for all groups. */
  countInto(counts: GroupNumbers): void {
    const { values } = counts;
    this.partitions.forEach((words, number) => {
      if (words === undefined) return;
      this.removeRepeated(number, words);
      const end = this.ends[number]!;
      for (let at = 0; at < end; at += ENTRY_WORDS) values[words[at]!]!++;
    });
  }

  save(): SavedPackedSet {
    return this.partitions.map((words, number) => {
      if (words === undefined) return undefined;
      this.removeRepeated(number, words);
      return words.slice(0, this.ends[number]!);
    });
  }

  /** The set is empty. */
  load(saved: SavedPackedSet): void {
    saved.forEach((words, number) => {
      if (words === undefined) return;
      this.partitions[number] = words;
      this.ends[number] = words.length;
      this.distinct[number] = words.length / ENTRY_WORDS;
      this.bytes += words.byteLength;
    });
  }

  /** Adds entries to the partition that they belong to. */
  private append(number: number, entries: Uint32Array): void {
    const end = this.ends[number]!;
    const words = this.partitions[number];
    this.ends[number] = end + entries.length;
    if (words !== undefined && words.length >= end + entries.length) {
      words.set(entries, end);
      return;
    }
    const grown = new Uint32Array(end + entries.length);
    if (words !== undefined) grown.set(words.subarray(0, end));
    grown.set(entries, end);
    this.bytes += grown.byteLength - (words?.byteLength ?? 0);
    this.partitions[number] = grown;
  }

  private makePlace(number: number): Uint32Array {
    const words = this.partitions[number];
    if (words !== undefined && this.isRepetitive[number] === 0) {
      // Hardly any value came again: the next time it is not worth looking.
      this.isRepetitive[number] = 1;
    } else if (words !== undefined) {
      this.removeRepeated(number, words);
      if (this.ends[number]! <= words.length / 2) return words;
      this.isRepetitive[number] = this.ends[number]! > words.length * REPETITIVE_SHARE ? 0 : 1;
    }
    const grown = new Uint32Array(words === undefined ? PARTITION_ENTRIES_MIN * ENTRY_WORDS : words.length * 2);
    if (words !== undefined) grown.set(words.subarray(0, this.ends[number]));
    this.bytes += grown.byteLength - (words?.byteLength ?? 0);
    this.partitions[number] = grown;
    return grown;
  }

  private removeRepeated(number: number, words: Uint32Array): void {
    const end = this.ends[number]!;
    const kept = keepDistinct(words, end);
    this.ends[number] = kept;
    this.distinct[number] = kept / ENTRY_WORDS;
  }

  get memoryBytes(): number {
    return this.bytes;
  }
}

const ENTRY_WORDS = 5;

/** A hash table with open addressing for the entries of one partition; 0 is an empty place, else the place of an entry plus one. */
let table = new Uint32Array(1024);

/** Moves the different entries to the front. Returns the end of them. */
function keepDistinct(words: Uint32Array, end: number): number {
  let capacity = 64;
  while (capacity * ENTRY_WORDS < end * 2) capacity *= 2;
  if (table.length < capacity) table = new Uint32Array(capacity);
  else table.fill(0, 0, capacity);
  const mask = capacity - 1;
  let kept = 0;
  for (let at = 0; at < end; at += ENTRY_WORDS) {
    const group = words[at]!;
    const w0 = words[at + 1]!;
    const w1 = words[at + 2]!;
    const w2 = words[at + 3]!;
    const w3 = words[at + 4]!;
    let place = hash(group, w0, w1, w2, w3) & mask;
    let found = table[place]!;
    while (found !== 0) {
      const other = found - 1;
      const isSame =
        words[other + 1] === w0 &&
        words[other + 2] === w1 &&
        words[other + 3] === w2 &&
        words[other + 4] === w3 &&
        words[other] === group;
      if (isSame) break;
      place = (place + 1) & mask;
      found = table[place]!;
    }
    if (found !== 0) continue;
    table[place] = kept + 1;
    if (kept < at) {
      words[kept] = group;
      words[kept + 1] = w0;
      words[kept + 2] = w1;
      words[kept + 3] = w2;
      words[kept + 4] = w3;
    }
    kept += ENTRY_WORDS;
  }
  return kept;
}

function hash(group: number, w0: number, w1: number, w2: number, w3: number): number {
  let h = Math.imul(w0 ^ Math.imul(group, 0x9e3779b1), 0x85ebca6b);
  h = Math.imul((h ^ (h >>> 15)) + w1, 0xc2b2ae35);
  h = Math.imul((h ^ (h >>> 13)) + w2, 0x27d4eb2f);
  h = Math.imul((h ^ (h >>> 15)) + w3, 0x165667b1);
  return (h ^ (h >>> 16)) >>> 0;
}
