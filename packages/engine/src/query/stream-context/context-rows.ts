import type { BatchRow } from '../pipeline/gathered-batch.ts';

/** A row with its time in nanoseconds since the Unix epoch. */
export interface ContextRow extends BatchRow {
  readonly ns: bigint;
}

export interface ContextOptions {
  /** How many rows before and after each wanted one. */
  readonly before: number;
  readonly after: number;
}

/** Finds the rows around wanted times among the rows of a stream, which come in the order of their times. */
export class ContextRows {
  /** The rows around each wanted time, those first that stand before it; a row stands in one chunk only. */
  readonly chunks: ContextRow[][] = [];
  private readonly wanted: readonly bigint[];
  private readonly options: ContextOptions;
  /** Of `wanted`, the first that is not before the row at hand. */
  private next = 0;
  private before: ContextRow[] = [];
  private afterLeft = 0;
  private chunk: ContextRow[] | null = null;

  /** @param wanted Ascending, each once. */
  constructor(wanted: readonly bigint[], options: ContextOptions) {
    this.wanted = wanted;
    this.options = options;
  }

  add(row: ContextRow): void {
    while (this.next < this.wanted.length && this.wanted[this.next]! < row.ns) this.pass();
    if (row.ns === this.wanted[this.next]) this.addWanted(row);
    else if (!this.addAfter(row)) this.addBefore(row);
  }

  private pass(): void {
    this.next++;
    // A wanted time whose row does not come (it was deleted meanwhile) has no context.
    this.afterLeft = this.chunk === null ? 0 : this.options.after;
  }

  private addWanted(row: ContextRow): void {
    const known = this.chunk?.at(-1);
    if (known === undefined || known.ns !== row.ns) {
      this.chunk = this.before;
      this.chunks.push(this.chunk);
      this.before = [];
    }
    this.chunk!.push(row);
  }

  private addAfter(row: ContextRow): boolean {
    if (this.afterLeft === 0) return false;
    this.afterLeft--;
    this.chunk!.push(row);
    return true;
  }

  private addBefore(row: ContextRow): void {
    if (this.options.before === 0 || this.next === this.wanted.length) return;
    this.before.push(row);
    if (this.before.length > this.options.before) this.before.shift();
  }
}
