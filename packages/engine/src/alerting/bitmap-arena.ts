import { Bitmap } from '../bytes/bitmap.ts';

/**
 * Row sets that live for one block. A thousand rules want as many of them a block; each by itself would be memory of its own for
 * the garbage collector, which measured as a third of the cost of evaluation.
 */
export class BitmapArena {
  private words = new Uint32Array(0);
  private used = 0;
  private wanted = 0;

  /** Takes all row sets back: none that was handed out may be used any more. */
  reset(): void {
    if (this.wanted > this.words.length) this.words = new Uint32Array(Math.min(this.wanted * 1.5, WORDS_MAX));
    else this.words.fill(0, 0, this.used);
    this.used = 0;
    this.wanted = 0;
  }

  /** An empty row set. */
  take(size: number): Bitmap {
    const length = (size + 31) >>> 5;
    this.wanted += length;
    if (this.used + length > this.words.length) return new Bitmap(size);
    const start = this.used;
    this.used += length;
    return new Bitmap(size, this.words.subarray(start, this.used));
  }
}

/** 8 MiB: some 5,000 row sets of a block of 13,000 rows. Beyond it they are allocated one by one. */
const WORDS_MAX = 2 * 1024 * 1024;
