import type { Bitmap } from '../bytes/bitmap.ts';
import type { BitmapArena } from './bitmap-arena.ts';

/** The rows found for each of many leaves, by the number of the leaf; a row set is made when it is needed. */
export class FoundRows {
  private readonly sets = new Map<number, Bitmap>();
  private readonly rowCount: number;
  private readonly arena: BitmapArena;

  constructor(rowCount: number, arena: BitmapArena) {
    this.rowCount = rowCount;
    this.arena = arena;
  }

  get isEmpty(): boolean {
    return this.sets.size === 0;
  }

  /** The row set of a leaf, to add to. */
  of(id: number): Bitmap {
    let rows = this.sets.get(id);
    if (rows === undefined) {
      rows = this.arena.take(this.rowCount);
      this.sets.set(id, rows);
    }
    return rows;
  }

  /** The row set of a leaf; null if nothing was found. */
  get(id: number): Bitmap | null {
    return this.sets.get(id) ?? null;
  }
}
