/** Something decoded that can be decoded again. */
export interface Evictable {
  readonly memoryBytes: number;
  /** True for what takes much memory for what it saves. */
  readonly isBulky?: boolean;
  evict(): void;
}

/** What bulky entries may take of the budget before they go in place of others. */
const BULKY_SHARE = 1 / 4;

/**
 * Keeps decoded columns within a budget of bytes; the one not used for longest goes first. Bulky entries go before others as long as
 * they take more than their share: they are what columns are decoded with, and would push out the columns of a query that reads the
 * same few small ones of every block.
 */
export class ColumnCache {
  private readonly budgetBytes: number;
  private readonly columns = new EntryQueue();
  private readonly bulky = new EntryQueue();

  constructor(budgetBytes: number) {
    this.budgetBytes = budgetBytes;
  }

  /** The bytes that the entries say they hold. */
  get memoryBytes(): number {
    return this.columns.bytes + this.bulky.bytes;
  }

  /** Adds an entry, or marks it as used just now. Its size is what it is when it is added. */
  touch(entry: Evictable): void {
    if (!this.queueOf(entry).use(entry)) return;
    while (this.memoryBytes > this.budgetBytes) {
      const oldest = this.oldestBut(entry);
      if (oldest === undefined) break;
      this.remove(oldest);
      oldest.evict();
    }
  }

  /** Forgets an entry without evicting it. */
  remove(entry: Evictable): void {
    this.queueOf(entry).remove(entry);
  }

  private oldestBut(used: Evictable): Evictable | undefined {
    const { columns, bulky } = this;
    const isBulkyFull = bulky.bytes > this.budgetBytes * BULKY_SHARE;
    const oldest = (isBulkyFull ? [bulky, columns] : [columns, bulky]).map((queue) => queue.oldest());
    return oldest.find((entry) => entry !== undefined && entry !== used);
  }

  private queueOf(entry: Evictable): EntryQueue {
    return entry.isBulky === true ? this.bulky : this.columns;
  }
}

/** Entries in order of use: a Map iterates in order of insertion. */
class EntryQueue {
  private readonly entries = new Map<Evictable, number>();
  bytes = 0;

  /** Returns whether it is new. */
  use(entry: Evictable): boolean {
    const known = this.entries.get(entry);
    if (known !== undefined) this.entries.delete(entry);
    const bytes = known ?? entry.memoryBytes;
    this.entries.set(entry, bytes);
    if (known === undefined) this.bytes += bytes;
    return known === undefined;
  }

  remove(entry: Evictable): void {
    this.bytes -= this.entries.get(entry) ?? 0;
    this.entries.delete(entry);
  }

  oldest(): Evictable | undefined {
    return this.entries.keys().next().value;
  }
}

/** A decoded value as an entry of the cache. */
export class CachedValue<Value extends { readonly memoryBytes: number }> implements Evictable {
  readonly value: Value;
  readonly evict: () => void;

  /** @param evict Lets go of the value where it is kept. */
  constructor(value: Value, evict: () => void) {
    this.value = value;
    this.evict = evict;
  }

  get memoryBytes(): number {
    return this.value.memoryBytes;
  }
}
