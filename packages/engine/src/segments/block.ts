import type { Bitmap } from '../bytes/bitmap.ts';
import type { Column } from '../columns/column.ts';
import type { ValuePredicate } from '../columns/value-predicate.ts';

/** The types of a JSON value at a field's place; `missing` when the row has no such key. */
export type JsonType = 'missing' | 'null' | 'string' | 'number' | 'boolean' | 'array' | 'object';

/** The times of a block's rows. */
export interface Timeline {
  /** Whole milliseconds since the Unix epoch (floor), by row. */
  readonly ms: Float64Array;
  /** Nanoseconds within the millisecond, by row; null when all are 0. */
  readonly subMs: Uint32Array | null;
  /** The rows in (time, sequence) order. */
  readonly order: Uint32Array;
}

/** What ids of streams begin with where no tenant has a number. */
export const NO_TENANT_DIGITS: string = '0'.repeat(16);

/**
 * Rows that are filtered together: a block of a segment or of the head. Rows are numbered 0 to `rowCount - 1` in an
 * order that suits storage, not time; `timeline().order` gives the order of results.
 */
export interface Block {
  readonly rowCount: number;
  /** True for rows that pipes made; absent for stored ones. */
  readonly isResult?: boolean;
  /** The earliest and the latest time, whole milliseconds (floor). */
  readonly minTimeMs: number;
  readonly maxTimeMs: number;
  /** Rows that a tombstone hides; null when there are none. */
  readonly deleted: Bitmap | null;
  /** The fields that at least one row has a value of, `_msg` among them and `_time` not, in order of first appearance. */
  readonly fieldNames: readonly string[];
  /** The column of a field, or undefined when no row has a value of it. Decoded at first use and cached within a budget. */
  column(field: string): Column | undefined;
  /** The digit-free words of a field over the whole segment; undefined where there is no index of them. One array a segment. */
  indexedWords?(field: string): readonly string[] | undefined;
  timeline(): Timeline;
  /** How often a column or the times were asked for; what explains a query tells by it whether a block was read. */
  readonly reads?: number;
  /** The 16 hexadecimal digits that the ids of its streams begin with; `NO_TENANT_DIGITS` where absent. */
  readonly tenantDigits?: string;
  /** The sequence number of a row. */
  sequenceOf(row: number): number;
  /**
   * How many rows (tombstones not applied) pass, told from the directory alone without reading a row: the number that
   * surely pass and the number that may or may not. Undefined when the directory cannot say anything.
   */
  countByDirectory(field: string, predicate: ValuePredicate): { sure: number; unsure: number } | undefined;
  /** As `countByDirectory` for the rows that pass every one of the predicates. Absent where blocks have no directory. */
  countAllByDirectory?(
    field: string,
    predicates: readonly ValuePredicate[],
  ): { sure: number; unsure: number } | undefined;
  /**
   * Rows among which are all that pass, ascending, where an index of the field names them; each is still to be tested. Undefined
   * where no index can tell. Absent where blocks have no indexes.
   */
  candidateRows?(field: string, predicate: ValuePredicate): Uint32Array | undefined;
  /**
   * Takes the failing rows out of `selection` where the templates of the field decide all of them, without reading a text or a
   * variable. False, and nothing done, where they do not. Absent where blocks have no templates.
   */
  narrowByTemplates?(field: string, predicate: ValuePredicate, selection: Bitmap): boolean;
  /** False when the directory (statistics, dictionaries, bloom filters) excludes every row; true proves nothing. */
  mayMatch(field: string, predicate: ValuePredicate): boolean;
  /** For a dictionary-like column, its distinct values with their row counts from the directory alone; else undefined. */
  valueCounts(field: string): ReadonlyMap<string, number> | undefined;
  /** The JSON type of a field in a row, as it was given. */
  typeOf(field: string, row: number): JsonType;
  /** The row as it went in, as JSON text without white space. */
  json(row: number): string;
}
