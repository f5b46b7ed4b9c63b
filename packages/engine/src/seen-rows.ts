/** Tells which rows of a time that is looked at again and again are new; equal rows are told apart by their number. */
export class SeenRows {
  #before = new Map<string, number>();
  #now = new Map<string, number>();

  /** Rows of the round so far that differ. */
  get size(): number {
    return this.#now.size;
  }

  /** Whether the row stands more often in this round than it stood in the last one. */
  isNew(row: string): boolean {
    const count = (this.#now.get(row) ?? 0) + 1;
    this.#now.set(row, count);
    return count > (this.#before.get(row) ?? 0);
  }

  /** Begins the next round, which sees every row of this one that is still in its time. */
  nextRound(): void {
    this.#before = this.#now;
    this.#now = new Map();
  }

  /** As `nextRound`, for a time in which no row of this round is. */
  forget(): void {
    this.#before = new Map();
    this.#now = new Map();
  }
}
