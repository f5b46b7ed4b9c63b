import { countLineEnds } from './line-pieces.ts';

const LINE_FEED = 0x0a;

/** Whole lines out of a stream. */
export interface LinePiece {
  /** Valid until the next call of the cutter. */
  readonly bytes: Uint8Array;
  /** The lines of the stream before this piece. */
  readonly linesBefore: number;
  /** Where a line that was too long to be held was left out: its length in bytes; the piece has no bytes then. */
  readonly skippedBytes: number;
}

/** Cuts a stream of bytes into pieces of whole lines, in memory bounded by the longest line that is allowed. */
export class LineCutter {
  readonly #pieceBytes: number;
  readonly #lineBytesMax: number;
  #held: Uint8Array;
  #used = 0;
  #lines = 0;
  /** Bytes of a line that is being left out; 0 where none is. */
  #skipped = 0;

  constructor(pieceBytes: number, lineBytesMax: number) {
    this.#pieceBytes = pieceBytes;
    this.#lineBytesMax = lineBytesMax;
    this.#held = new Uint8Array(pieceBytes + (1 << 16));
  }

  /** Takes the next bytes of the stream; gives the pieces that are complete. */
  *push(chunk: Uint8Array): Generator<LinePiece> {
    let rest = chunk;
    if (this.#skipped > 0) {
      const end = rest.indexOf(LINE_FEED);
      this.#skipped += end < 0 ? rest.length : end;
      if (end < 0) return;
      yield this.#skippedPiece();
      rest = rest.subarray(end + 1);
    }
    this.#hold(rest);
    if (this.#used >= this.#pieceBytes) yield* this.#cut();
  }

  /** The last lines; the very last one needs no line end. */
  *end(): Generator<LinePiece> {
    if (this.#skipped > 0) yield this.#skippedPiece();
    if (this.#used > 0) yield this.#piece(this.#used);
    this.#used = 0;
  }

  *#cut(): Generator<LinePiece> {
    const end = this.#held.subarray(0, this.#used).lastIndexOf(LINE_FEED) + 1;
    if (end > 0) {
      yield this.#piece(end);
      this.#held.copyWithin(0, end, this.#used);
      this.#used -= end;
    }
    if (this.#used <= this.#lineBytesMax) return;
    this.#skipped = this.#used;
    this.#used = 0;
  }

  #piece(end: number): LinePiece {
    const bytes = this.#held.subarray(0, end);
    const piece = { bytes, linesBefore: this.#lines, skippedBytes: 0 };
    this.#lines += countLineEnds(bytes);
    return piece;
  }

  #skippedPiece(): LinePiece {
    const piece = { bytes: this.#held.subarray(0, 0), linesBefore: this.#lines, skippedBytes: this.#skipped };
    this.#skipped = 0;
    this.#lines++;
    return piece;
  }

  #hold(chunk: Uint8Array): void {
    const needed = this.#used + chunk.length;
    if (needed > this.#held.length) {
      const grown = new Uint8Array(Math.max(needed, this.#held.length * 2));
      grown.set(this.#held.subarray(0, this.#used));
      this.#held = grown;
    }
    this.#held.set(chunk, this.#used);
    this.#used = needed;
  }
}
