import type { Bitmap } from '../bytes/bitmap.ts';
import type { Block } from '../segments/block.ts';

/** The rows of a block in the order in which they were accepted. */
export class SequenceOrder {
  /** The sequence number of each row. */
  readonly sequences: Float64Array;
  /** The lowest of them. */
  private readonly first: number;
  /** The highest of them; -1 when the block has no rows. */
  readonly last: number;
  private readonly isAscending: boolean;
  private cachedRanks: Ranks | null = null;

  constructor(block: Block) {
    const sequences = new Float64Array(block.rowCount);
    let first = Number.POSITIVE_INFINITY;
    let last = -1;
    let isAscending = true;
    for (let row = 0; row < sequences.length; row++) {
      const sequence = block.sequenceOf(row);
      sequences[row] = sequence;
      if (sequence < first) first = sequence;
      if (sequence > last) last = sequence;
      else isAscending = false;
    }
    this.sequences = sequences;
    this.first = first;
    this.last = last;
    this.isAscending = isAscending;
  }

  /** The selected rows in ascending order of sequence. */
  select(selection: Bitmap): Uint32Array {
    const selected = new Uint32Array(selection.count());
    let count = 0;
    selection.forEach((row) => {
      selected[count++] = row;
    });
    if (this.isAscending || count <= 1) return selected;
    const { ranks, rows } = this.ranks();
    // Typed arrays sort numbers natively: much faster than with a comparison.
    for (let i = 0; i < selected.length; i++) selected[i] = ranks[selected[i]!]!;
    selected.sort();
    for (let i = 0; i < selected.length; i++) selected[i] = rows[selected[i]!]!;
    return selected;
  }

  /** Takes the rows out of a selection whose sequence numbers are not above `sequence`. */
  keepAfter(sequence: number, selection: Bitmap): void {
    if (sequence < this.first) return;
    for (let row = 0; row < this.sequences.length; row++) {
      if (this.sequences[row]! <= sequence) selection.clear(row);
    }
  }

  /** The row with a sequence number, or -1. */
  rowOf(sequence: number): number {
    if (sequence < this.first || sequence > this.last) return -1;
    const rows = this.isAscending ? null : this.ranks().rows;
    let low = 0;
    let high = this.sequences.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const row = rows === null ? middle : rows[middle]!;
      const found = this.sequences[row]!;
      if (found === sequence) return row;
      if (found < sequence) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  private ranks(): Ranks {
    this.cachedRanks ??= ranksOf(this.sequences, this.first, this.last);
    return this.cachedRanks;
  }
}

interface Ranks {
  /** The place of each row in the order of sequence. */
  readonly ranks: Uint32Array;
  /** The row in each place. */
  readonly rows: Uint32Array;
}

function ranksOf(sequences: Float64Array, first: number, last: number): Ranks {
  // Rows that came in together have all the numbers from the first to the last: nothing need be sorted.
  const isDense = last - first === sequences.length - 1;
  const rows = isDense ? new Uint32Array(sequences.length) : sortedRows(sequences);
  const ranks = new Uint32Array(sequences.length);
  if (isDense) {
    for (let row = 0; row < ranks.length; row++) {
      ranks[row] = sequences[row]! - first;
      rows[ranks[row]!] = row;
    }
  } else for (let rank = 0; rank < rows.length; rank++) ranks[rows[rank]!] = rank;
  return { ranks, rows };
}

function sortedRows(sequences: Float64Array): Uint32Array {
  return Uint32Array.from(sequences.keys()).sort((a, b) => sequences[a]! - sequences[b]!);
}
