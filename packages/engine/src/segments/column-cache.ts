/** Something decoded that can be decoded again. */
export interface Evictable {
  readonly memoryBytes: number;
  evict(): void;
}

/** Keeps decoded columns within a budget of bytes; the one not used for longest goes first. */
export class ColumnCache {
  private readonly budgetBytes: number;
  /** In order of use: a Map iterates in order of insertion. */
  private readonly entries = new Map<Evictable, number>();
  private usedBytes = 0;

  constructor(budgetBytes: number) {
    this.budgetBytes = budgetBytes;
  }

  /** The bytes that the entries say they hold. */
  get memoryBytes(): number {
    return this.usedBytes;
  }

  /** Adds an entry, or marks it as used just now. */
  touch(entry: Evictable): void {
    const known = this.entries.get(entry);
    if (known !== undefined) {
      this.entries.delete(entry);
      this.entries.set(entry, known);
      return;
    }
    const bytes = entry.memoryBytes;
    this.entries.set(entry, bytes);
    this.usedBytes += bytes;
    for (const [oldest, oldestBytes] of this.entries) {
      if (this.usedBytes <= this.budgetBytes || oldest === entry) break;
      this.entries.delete(oldest);
      this.usedBytes -= oldestBytes;
      oldest.evict();
    }
  }

  /** Forgets an entry without evicting it. */
  remove(entry: Evictable): void {
    this.usedBytes -= this.entries.get(entry) ?? 0;
    this.entries.delete(entry);
  }
}
