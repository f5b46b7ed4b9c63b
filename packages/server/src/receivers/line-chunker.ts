import { giveChunkMemory, takeChunkMemory } from './chunk-memory.ts';

const LINE_FEED = 0x0a;
/** What a line that was left out begins with, if it is marked; no line of text does. */
export const LEFT_OUT = 0;
const MARK: Uint8Array = Uint8Array.of(LEFT_OUT, LINE_FEED);
const NO_MARK: Uint8Array = new Uint8Array(0);
const FIRST_BYTES = 1 << 14;
/** What a chunk may be longer than it has to be. */
const SLACK_BYTES = 1 << 16;

/**
 * Cuts a stream of bytes into chunks of whole lines. Memory is bounded by the size of a chunk and the longest line that is allowed;
 * longer lines are left out and counted, the lines beside them are not touched. A chunk belongs to the caller.
 *
 * Where the place of a line matters, a line of the one byte `LEFT_OUT` stands where a line was left out.
 */
export class LineChunker {
  /** Lines that were too long. */
  skippedLines = 0;
  readonly #chunkBytes: number;
  readonly #lineBytesMax: number;
  readonly #mark: Uint8Array;
  #held: Buffer = Buffer.alloc(0);
  #used = 0;
  /** A first piece that is not copied: most bodies are one. */
  #first: Uint8Array | undefined;
  #isSkipping = false;

  constructor(chunkBytes: number, lineBytesMax: number, options: { readonly marksLeftOut?: boolean } = {}) {
    this.#mark = options.marksLeftOut === true ? MARK : NO_MARK;
    this.#chunkBytes = chunkBytes;
    this.#lineBytesMax = lineBytesMax;
  }

  /** Takes the next bytes of the stream; returns lines when there are enough. */
  push(bytes: Uint8Array): Uint8Array | undefined {
    let rest = bytes;
    if (this.#isSkipping) {
      const end = rest.indexOf(LINE_FEED);
      if (end < 0) return undefined;
      this.#isSkipping = false;
      rest = rest.subarray(end + 1);
    }
    if (this.#used === 0 && this.#first === undefined && rest.length < this.#chunkBytes) {
      this.#first = rest;
      return undefined;
    }
    this.#holdFirst();
    this.#hold(rest);
    return this.#used >= Math.max(this.#chunkBytes, 1) ? this.#cut() : undefined;
  }

  /** The whole lines that are held, few as they may be. */
  take(): Uint8Array | undefined {
    this.#holdFirst();
    const held = this.#held;
    const cut = held.subarray(0, this.#used).lastIndexOf(LINE_FEED) + 1;
    if (cut === 0) return undefined;
    const tail = held.subarray(cut, this.#used);
    this.#held = Buffer.alloc(0);
    this.#used = 0;
    this.#hold(tail);
    const length = this.#withoutLongLines(cut, held);
    return length > 0 ? held.subarray(0, length) : undefined;
  }

  /** The lines that are left; the very last one needs no line end. */
  end(): Uint8Array | undefined {
    if (this.#first !== undefined) {
      const { buffer, byteOffset, length } = this.#first;
      this.#held = Buffer.from(buffer as ArrayBuffer, byteOffset, length);
      this.#used = length;
      this.#first = undefined;
    }
    const lines = this.#held.subarray(0, this.#withoutLongLines(this.#used));
    this.#held = Buffer.alloc(0);
    this.#used = 0;
    return lines.length > 0 ? lines : undefined;
  }

  #cut(): Uint8Array | undefined {
    const held = this.#held;
    const cut = held.subarray(0, this.#used).lastIndexOf(LINE_FEED) + 1;
    const tail = held.subarray(cut, this.#used);
    if (tail.length > this.#lineBytesMax) {
      this.#isSkipping = true;
      this.skippedLines++;
    }
    if (cut === 0 && !this.#isSkipping) return undefined;
    this.#held = memoryOf(this.#chunkBytes + SLACK_BYTES);
    this.#used = 0;
    this.#hold(this.#isSkipping ? this.#mark : tail);
    const length = this.#withoutLongLines(cut, held);
    return length > 0 ? held.subarray(0, length) : undefined;
  }

  /** Takes lines that are too long out of `held[0, end)`; returns the length of the others. Looks at one line end in each stretch that is short enough. */
  #withoutLongLines(end: number, held: Buffer = this.#held): number {
    let from = 0;
    let to = 0;
    while (from < end) {
      const reach = from + this.#lineBytesMax;
      let next = end;
      if (reach < end) {
        const lineEnd = held.lastIndexOf(LINE_FEED, reach);
        if (lineEnd < from) {
          this.skippedLines++;
          const after = held.indexOf(LINE_FEED, reach);
          from = after < 0 || after >= end ? end : after + 1;
          held.set(this.#mark, to);
          to += this.#mark.length;
          continue;
        }
        next = lineEnd + 1;
      }
      if (from !== to) held.copyWithin(to, from, next);
      to += next - from;
      from = next;
    }
    return to;
  }

  #holdFirst(): void {
    if (this.#first === undefined) return;
    const first = this.#first;
    this.#first = undefined;
    this.#hold(first);
  }

  #hold(bytes: Uint8Array): void {
    const needed = this.#used + bytes.length;
    if (needed > this.#held.length) {
      const usual = Math.min(this.#held.length * 2, this.#chunkBytes + SLACK_BYTES);
      const grown = memoryOf(Math.max(needed, usual, FIRST_BYTES));
      grown.set(this.#held.subarray(0, this.#used));
      giveChunkMemory(this.#held);
      this.#held = grown;
    }
    // To memory that is shared, `set` copies byte by byte.
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).copy(this.#held, this.#used);
    this.#used = needed;
  }
}

function memoryOf(byteLength: number): Buffer {
  return takeChunkMemory(byteLength) ?? Buffer.allocUnsafeSlow(byteLength);
}
