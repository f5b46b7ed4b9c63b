import { copyInto } from './text-column.ts';
import { ByteValues } from './value-list.ts';

/** Words of a block: values of constant, dictionary and text slots, in slot order; a constant slot has one. */
export class WordList {
  starts: Int32Array;
  ends: Int32Array;
  count = 0;

  constructor(capacity: number) {
    this.starts = new Int32Array(capacity);
    this.ends = new Int32Array(capacity);
  }

  reserve(more: number): void {
    if (this.count + more <= this.starts.length) return;
    const size = Math.max(this.count + more, this.starts.length * 2);
    const starts = new Int32Array(size);
    starts.set(this.starts);
    this.starts = starts;
    const ends = new Int32Array(size);
    ends.set(this.ends);
    this.ends = ends;
  }

  add(start: number, end: number): void {
    this.starts[this.count] = start;
    this.ends[this.count++] = end;
  }
}

/**
 * Numbers the words of dictionary slots in order of first appearance, and sets those of text slots apart. Its arrays are
 * used for one block after the other.
 */
export class WordSplit {
  /** By word, its number among distinct ones: to be filled before `begin`. */
  wordCodes: Uint32Array = new Uint32Array(0);
  /** By distinct word: its new code, or -1; and the slot that it was seen in last. */
  private newCodes: Int32Array = new Int32Array(0);
  private seenBySlot: Int32Array = new Int32Array(0);
  codes: Uint32Array = new Uint32Array(0);
  codeCount = 0;
  /** Places of words: by new code, and of all values of text slots. */
  kept: Int32Array = new Int32Array(0);
  keptCount = 0;
  texts: Int32Array = new Int32Array(0);
  textCount = 0;

  /** Makes room for so many words. */
  reserve(words: number): void {
    if (words <= this.wordCodes.length) return;
    const size = Math.max(words, this.wordCodes.length * 2);
    this.wordCodes = new Uint32Array(size);
    this.codes = new Uint32Array(size);
    this.texts = new Int32Array(size);
  }

  /** Begins anew with what is in `wordCodes`. */
  begin(distinct: number): void {
    if (distinct > this.kept.length) {
      const size = Math.max(distinct, this.kept.length * 2);
      this.newCodes = new Int32Array(size);
      this.seenBySlot = new Int32Array(size);
      this.kept = new Int32Array(size);
    }
    this.newCodes.fill(-1, 0, distinct);
    this.seenBySlot.fill(-1, 0, distinct);
    this.codeCount = 0;
    this.keptCount = 0;
    this.textCount = 0;
  }

  recode(word: number): number {
    const old = this.wordCodes[word]!;
    let code = this.newCodes[old]!;
    if (code < 0) {
      code = this.keptCount++;
      this.newCodes[old] = code;
      this.kept[code] = word;
    }
    return code;
  }

  addCodes(from: number, to: number): void {
    for (let word = from; word < to; word++) this.codes[this.codeCount++] = this.recode(word);
  }

  addTexts(from: number, to: number): void {
    for (let word = from; word < to; word++) this.texts[this.textCount++] = word;
  }

  countDistinct(from: number, to: number, slot: number): number {
    const { wordCodes, seenBySlot } = this;
    let distinct = 0;
    for (let i = from; i < to; i++) {
      const code = wordCodes[i]!;
      if (seenBySlot[code] === slot) continue;
      seenBySlot[code] = slot;
      distinct++;
    }
    return distinct;
  }
}

/** The chosen words, back to back. */
export function gatherTexts(bytes: Uint8Array, words: WordList, chosen: Int32Array, count: number): ByteValues {
  const offsets = new Uint32Array(count + 1);
  for (let i = 0; i < count; i++) offsets[i + 1] = offsets[i]! + words.ends[chosen[i]!]! - words.starts[chosen[i]!]!;
  const gathered = new Uint8Array(offsets[count]!);
  copyWords(gathered, offsets, bytes, words, chosen, count);
  return new ByteValues(gathered, offsets);
}

function copyWords(
  target: Uint8Array,
  offsets: Uint32Array,
  bytes: Uint8Array,
  { starts, ends }: WordList,
  chosen: Int32Array,
  count: number,
): void {
  for (let i = 0; i < count; i++) copyInto(target, offsets[i]!, bytes, starts[chosen[i]!]!, ends[chosen[i]!]!);
}
