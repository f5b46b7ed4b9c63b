import { type ByteReader, MalformedBytesError } from '../bytes/byte-reader.ts';
import type { ByteWriter } from '../bytes/byte-writer.ts';
import { inSlices } from '../bytes/in-slices.ts';
import { wordEnd, wordStart } from '../bytes/word-runs.ts';
import { wordsOf } from '../bytes/words.ts';
import { viewOf } from '../columns/byte-ranges.ts';
import { ByteTable } from '../columns/byte-table.ts';
import { lowerCase } from '../entry/lower-case.ts';

/** Which of a numbered set of texts hold a word: sorted words, each with the ascending numbers of its texts. */
export class InvertedIndex {
  private readonly words: readonly string[];
  private readonly postings: readonly Uint32Array[];
  /** By lower case: the places of the words that are not in lower case themselves. */
  private cachedCapitals: ReadonlyMap<string, readonly number[]> | null = null;

  private constructor(words: readonly string[], postings: readonly Uint32Array[]) {
    this.words = words;
    this.postings = postings;
  }

  /**
   * Indexes the words of texts in UTF-8 that stand back to back: `offsets[i]` to `offsets[i + 1]` is text `i`. No word runs across
   * a byte 0xff.
   */
  static build(bytes: Uint8Array, offsets: Uint32Array): InvertedIndex {
    const steps = InvertedIndex.building(bytes, offsets);
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) return value;
    }
  }

  /** As `build`, in steps. */
  static *building(bytes: Uint8Array, offsets: Uint32Array): Generator<void, InvertedIndex> {
    const uses = new WordUses(bytes);
    const count = offsets.length - 1;
    for (let text = 0; text < count; text += STEP_TEXTS) {
      const first = text;
      inSlices(Math.min(STEP_TEXTS, count - first), (from, to) => uses.addTexts(first + from, first + to, offsets));
      yield;
    }
    const postings = uses.postings();
    const words = postings.map((_, id) => uses.words.text(id));
    const order = words.map((_, id) => id).sort((a, b) => (words[a]! < words[b]! ? -1 : 1));
    yield;
    return new InvertedIndex(
      order.map((id) => words[id]!),
      order.map((id) => postings[id]!),
    );
  }

  /**
   * Writes the words, and of each the distances between the numbers of its texts; in steps, for there may be many.
   *
   * @param stepBytes a step is over when the writer holds so many bytes: the caller may take them out
   */
  *writing(out: ByteWriter, stepBytes: number): Generator<void> {
    out.varint(this.words.length);
    for (const word of this.words) {
      out.string(word);
      if (out.length >= stepBytes) yield;
    }
    for (const posting of this.postings) {
      if (out.length >= stepBytes) yield;
      writePosting(out, posting);
    }
  }

  /** Reads back what `writing` wrote over `textCount` texts. @throws MalformedBytesError */
  static read(source: ByteReader, textCount: number): InvertedIndex {
    const words = Array.from({ length: source.count() }, () => source.string());
    const postings = words.map(() => {
      const posting = new Uint32Array(source.count());
      let last = 0;
      for (let i = 0; i < posting.length; i++) {
        last += source.varint();
        if (last >= textCount) throw new MalformedBytesError('a word points at an unknown text');
        posting[i] = last;
      }
      return posting;
    });
    return new InvertedIndex(words, postings);
  }

  get wordCount(): number {
    return this.words.length;
  }

  /** The numbers of the texts that hold the word, ascending. Case-sensitive. O(log words). */
  lookup(word: string): Uint32Array {
    let low = 0;
    let high = this.words.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const found = this.words[middle]!;
      if (found === word) return this.postings[middle]!;
      if (found < word) low = middle + 1;
      else high = middle - 1;
    }
    return NONE;
  }

  /** The numbers of the texts that hold the word in their lower case, one after the other; a number may come again. */
  *lookupLower(word: string): Iterable<number> {
    yield* this.lookup(word);
    this.cachedCapitals ??= capitalsOf(this.words);
    for (const place of this.cachedCapitals.get(word) ?? []) yield* this.postings[place]!;
  }

  /** All words, sorted by code unit. */
  allWords(): readonly string[] {
    return this.words;
  }
}

const NONE = new Uint32Array(0);
/** Takes some milliseconds. */
const STEP_TEXTS = 1024;

/** The lower case of a word is one word, save for İ, which becomes a letter and a mark between words. */
function capitalsOf(words: readonly string[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  words.forEach((word, place) => {
    const lower = lowerCase(word);
    if (lower === word) return;
    for (const part of wordsOf(lower)) {
      const known = places.get(part);
      if (known === undefined) places.set(part, [place]);
      else known.push(place);
    }
  });
  return places;
}

function writePosting(out: ByteWriter, posting: Uint32Array): void {
  out.varint(posting.length);
  let last = 0;
  for (let i = 0; i < posting.length; i++) {
    out.varint(posting[i]! - last);
    last = posting[i]!;
  }
}

/** Collects which word stands in which text. Words are numbered as they come, and become strings when all are known. */
class WordUses {
  readonly words: ByteTable = new ByteTable();
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  /** One entry for each word of each text, texts ascending. */
  private usedWords: Uint32Array = new Uint32Array(1 << 10);
  private usingTexts: Uint32Array = new Uint32Array(1 << 10);
  private used = 0;
  /** By word: the text after the one that it was seen in last, and how many it was seen in. */
  private seenIn: Uint32Array = new Uint32Array(1 << 10);
  private counts: Uint32Array = new Uint32Array(1 << 10);

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = viewOf(bytes);
  }

  addTexts(from: number, to: number, offsets: Uint32Array): void {
    for (let text = from; text < to; text++) this.addText(text, offsets[text]!, offsets[text + 1]!);
  }

  private addText(text: number, start: number, end: number): void {
    for (let from = wordStart(this.bytes, start, end); from < end; ) {
      const to = wordEnd(this.bytes, from, end);
      this.addWord(this.words.idOf(this.view, from, to), text);
      from = wordStart(this.bytes, to, end);
    }
  }

  /** By word: the texts that hold it, ascending. */
  postings(): Uint32Array[] {
    const { count } = this.words;
    const next = new Uint32Array(count + 1);
    for (let word = 0; word < count; word++) next[word + 1] = next[word]! + this.counts[word]!;
    const starts = next.slice();
    const texts = new Uint32Array(this.used);
    inSlices(this.used, (from, to) => this.sort(next, texts, from, to));
    return Array.from({ length: count }, (_, word) => texts.subarray(starts[word]!, starts[word + 1]!));
  }

  private sort(next: Uint32Array, texts: Uint32Array, from: number, to: number): void {
    for (let i = from; i < to; i++) texts[next[this.usedWords[i]!]!++] = this.usingTexts[i]!;
  }

  private addWord(word: number, text: number): void {
    if (word >= this.seenIn.length) {
      this.seenIn = doubled(this.seenIn);
      this.counts = doubled(this.counts);
    }
    if (this.seenIn[word] === text + 1) return;
    this.seenIn[word] = text + 1;
    this.counts[word]!++;
    if (this.used === this.usedWords.length) {
      this.usedWords = doubled(this.usedWords);
      this.usingTexts = doubled(this.usingTexts);
    }
    this.usedWords[this.used] = word;
    this.usingTexts[this.used++] = text;
  }
}

function doubled(array: Uint32Array): Uint32Array {
  const grown = new Uint32Array(array.length * 2);
  grown.set(array);
  return grown;
}
