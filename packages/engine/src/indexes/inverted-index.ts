import { type ByteReader, MalformedBytesError } from '../bytes/byte-reader.ts';
import type { ByteWriter } from '../bytes/byte-writer.ts';
import { wordsOf } from '../bytes/words.ts';

/** Which of a numbered set of texts hold a word: sorted words, each with the ascending numbers of its texts. */
export class InvertedIndex {
  private readonly words: readonly string[];
  private readonly postings: readonly Uint32Array[];

  private constructor(words: readonly string[], postings: readonly Uint32Array[]) {
    this.words = words;
    this.postings = postings;
  }

  /** Indexes the words of `count` texts, each given in pieces that no word runs across. */
  static build(count: number, piecesOf: (id: number) => readonly string[]): InvertedIndex {
    const steps = InvertedIndex.building(count, piecesOf);
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) return value;
    }
  }

  /** As `build`, in steps. */
  static *building(count: number, piecesOf: (id: number) => readonly string[]): Generator<void, InvertedIndex> {
    const lists = new Map<string, number[]>();
    for (let id = 0; id < count; id++) {
      if (id % STEP_TEXTS === STEP_TEXTS - 1) yield;
      for (const piece of piecesOf(id)) {
        for (const word of wordsOf(piece)) {
          const list = lists.get(word);
          if (list === undefined) lists.set(word, [id]);
          else if (list[list.length - 1] !== id) list.push(id);
        }
      }
    }
    const words = [...lists.keys()].sort();
    yield;
    return new InvertedIndex(
      words,
      words.map((word) => Uint32Array.from(lists.get(word)!)),
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
      out.varint(posting.length);
      let last = 0;
      for (const id of posting) {
        out.varint(id - last);
        last = id;
      }
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

  /** All words, sorted by code unit. */
  allWords(): readonly string[] {
    return this.words;
  }
}

const NONE = new Uint32Array(0);
/** Takes some milliseconds. */
const STEP_TEXTS = 1024;
