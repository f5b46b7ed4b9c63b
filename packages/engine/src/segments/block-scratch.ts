/** Memory that no block keeps, for the columns of one block after the other. */
export class BlockScratch {
  /** By row as stored: the row of the batch, counted from the block's first; and the reverse. */
  readonly arrivalOf: Uint32Array;
  readonly storedOf: Uint32Array;
  /** By row as stored, the value of the column being gathered, and a bit where there is one. */
  readonly valueAt: Int32Array;
  readonly placed: Int32Array;
  /** Which value is at each row of the column being encoded, and where the bytes of each are. */
  readonly values: Uint32Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;

  constructor(rows: number) {
    this.arrivalOf = new Uint32Array(rows);
    this.storedOf = new Uint32Array(rows);
    this.valueAt = new Int32Array(rows);
    this.placed = new Int32Array((rows + 31) >>> 5);
    this.values = new Uint32Array(rows);
    this.starts = new Int32Array(rows);
    this.ends = new Int32Array(rows);
  }
}

let kept = new BlockScratch(0);

/** Memory for a block of as many rows; valid until the next call. */
export function scratchFor(rows: number): BlockScratch {
  if (kept.values.length < rows) kept = new BlockScratch(rows);
  return kept;
}
