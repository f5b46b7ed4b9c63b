/** The distinct values of a field in a batch, and which of them each row has. */
export interface BatchDictionary {
  readonly values: readonly string[];
  /** By row: index into `values`; a row without the field has the code of `''`. */
  readonly codes: Uint8Array | Uint16Array | Uint32Array;
}

/**
 * Rows on their way through the pipes, in no order unless a pipe made one. Fields are looked at one by one and only when
 * they are asked for, so that a query reads the columns that it names and no others.
 */
export interface ResultBatch {
  readonly rowCount: number;
  /** The fields that a row may have a value of, in the order in which they are shown. `_time` and `_msg` are among them. */
  readonly fieldNames: readonly string[];
  /** The text of each row, `''` where it has no value. The same array at each call; nobody changes it. */
  texts(field: string): readonly string[];
  /** The distinct values where they cost nothing (dictionaries, constants); else null and `texts` is the way. */
  dictionary(field: string): BatchDictionary | null;
  /** Each row's number as LogsQL reads numbers (durations, sizes and addresses included are the caller's business); NaN for other texts. */
  numbers(field: string): Float64Array;
  /** Whether the value was a JSON number and its text is the shortest of that number: such values come back as numbers. */
  isNumber(field: string, row: number): boolean;
  /** Each row's time, ms since the Unix epoch and ns within it (null: all 0); null when `_time` was taken away or changed. */
  times(): { readonly ms: Float64Array; readonly subMs: Uint32Array | null } | null;
}
