/** Chunks from here on are kept as they are, shorter ones are copied together: each that is kept costs memory of its own. */
const KEPT_BYTES_MIN = 4 * 1024;
/** Memory for short chunks is taken in pieces of this size. */
const PIECE_BYTES = 64 * 1024;

/** Bytes that come in chunks of any size, even of a byte each, and take hardly more memory than they are. */
export class GatheredBytes {
  #length = 0;
  readonly #pieces: Uint8Array[] = [];
  #piece: Uint8Array | undefined;
  /** Bytes of `#piece` that are used. */
  #used = 0;

  get length(): number {
    return this.#length;
  }

  /** Pieces of memory that are held. */
  get pieceCount(): number {
    return this.#pieces.length + (this.#used > 0 ? 1 : 0);
  }

  /** Takes a chunk, which must not change any more. */
  add(chunk: Uint8Array): void {
    this.#length += chunk.length;
    if (chunk.length >= KEPT_BYTES_MIN || (this.#length === chunk.length && chunk.length > 0)) {
      this.#endPiece();
      this.#pieces.push(chunk);
      return;
    }
    if (this.#piece === undefined || this.#used + chunk.length > this.#piece.length) {
      this.#endPiece();
      this.#piece = new Uint8Array(PIECE_BYTES);
    }
    this.#piece.set(chunk, this.#used);
    this.#used += chunk.length;
  }

  /** All of it, once. */
  take(): Uint8Array {
    this.#endPiece();
    return this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces, this.#length);
  }

  #endPiece(): void {
    if (this.#piece === undefined) return;
    if (this.#used > 0) this.#pieces.push(this.#piece.subarray(0, this.#used));
    // What is left of it takes the next short chunks.
    this.#piece = this.#piece.length - this.#used >= KEPT_BYTES_MIN ? this.#piece.subarray(this.#used) : undefined;
    this.#used = 0;
  }
}
