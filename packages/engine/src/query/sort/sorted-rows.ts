import type { BatchRow } from '../pipeline/gathered-batch.ts';
import type { QueryContext } from '../query-context.ts';
import { compareValueKeys, type ValueKey } from '../value-order.ts';

/** A row that a sort keeps. */
export interface SortedRow extends BatchRow {
  readonly keys: readonly ValueKey[];
  /** Its place among all rows as they came. */
  readonly arrival: number;
}

/** What a kept row costs beside its values, roughly, in bytes. */
const ROW_BYTES = 128;
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
   * @param descending By key. Rows that are equal stay in the order in which they came, or, if the first key is
   *   descending, in its reverse.
   */
  constructor(descending: readonly boolean[], limit: number, context: QueryContext) {
    this.descending = descending;
    this.limit = limit;
    this.context = context;
  }

  /** Whether a row with these keys can be among the first; its arrival is after that of all others. */
  wants(keys: readonly ValueKey[], arrival: number): boolean {
    return this.bound === undefined || this.compare({ keys, arrival }, this.bound) < 0;
  }

  add(row: SortedRow): void {
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

  private compare(a: Pick<SortedRow, 'keys' | 'arrival'>, b: Pick<SortedRow, 'keys' | 'arrival'>): number {
    const { descending } = this;
    for (let i = 0; i < descending.length; i++) {
      const order = compareValueKeys(a.keys[i]!, b.keys[i]!);
      if (order !== 0) return descending[i] ? -order : order;
    }
    return descending[0] ? b.arrival - a.arrival : a.arrival - b.arrival;
  }
}

function bytesOf({ keys }: SortedRow): number {
  let bytes = ROW_BYTES;
  for (const { text } of keys) bytes += KEY_BYTES + text.length * 2;
  return bytes;
}
