import type { BatchRow } from '../pipeline/gathered-batch.ts';
import type { QueryContext } from '../query-context.ts';
import { compareValueKeys, type ValueKey } from '../value-order.ts';

/** Where a row stands among equal ones. */
export interface RowPlace {
  readonly ms: number;
  readonly subMs: number;
  readonly sequence: number;
  /** Of rows that came of one stored row: which of them it is. */
  readonly index: number;
}

/** A row that a sort keeps. */
export interface SortedRow extends BatchRow {
  readonly keys: readonly ValueKey[];
  readonly place: RowPlace;
}

/** What a kept row costs beside its values, roughly, in bytes. */
const ROW_BYTES = 160;
const KEY_BYTES = 64;

/** Candidates beyond the limit that are kept before they are sorted out, so that sorting is rare. */
const SLACK = 4096;

/** The first rows in an order, of all rows that are added. */
export class SortedRows {
  private readonly descending: readonly boolean[];
  private readonly limit: number;
  private readonly context: QueryContext;
  private rows: SortedRow[] = [];
  private bound: SortedRow | undefined;

  /**
   * @param descending By key. Rows that are equal are in the order of their places, or, if the first key is descending, in
   *   its reverse.
   */
  constructor(descending: readonly boolean[], limit: number, context: QueryContext) {
    this.descending = descending;
    this.limit = limit;
    this.context = context;
  }

  /** Whether a row can be among the first, told by its first key alone. */
  mayWant(firstKey: ValueKey): boolean {
    if (this.bound === undefined) return true;
    const order = compareValueKeys(firstKey, this.bound.keys[0]!);
    return this.descending[0] ? order >= 0 : order <= 0;
  }

  add(row: SortedRow): void {
    if (this.bound !== undefined && this.compare(row, this.bound) >= 0) return;
    this.context.reserve(bytesOf(row));
    this.rows.push(row);
    if (this.rows.length <= 2 * this.limit + SLACK) return;
    this.rows = this.finish();
    this.bound = this.rows.at(-1);
  }

  /** The first rows, in order. */
  finish(): SortedRow[] {
    const { rows, limit } = this;
    rows.sort((a, b) => this.compare(a, b));
    for (let i = limit; i < rows.length; i++) this.context.reserve(-bytesOf(rows[i]!));
    return rows.length > limit ? rows.slice(0, limit) : rows;
  }

  private compare(a: SortedRow, b: SortedRow): number {
    const { descending } = this;
    for (let i = 0; i < descending.length; i++) {
      const order = compareValueKeys(a.keys[i]!, b.keys[i]!);
      if (order !== 0) return descending[i] ? -order : order;
    }
    const order = comparePlaces(a.place, b.place);
    return descending[0] ? -order : order;
  }
}

function comparePlaces(a: RowPlace, b: RowPlace): number {
  return a.ms - b.ms || a.subMs - b.subMs || a.sequence - b.sequence || a.index - b.index;
}

function bytesOf({ keys }: SortedRow): number {
  let bytes = ROW_BYTES;
  for (const { text } of keys) bytes += KEY_BYTES + text.length * 2;
  return bytes;
}
