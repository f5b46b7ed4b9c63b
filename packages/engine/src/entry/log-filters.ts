import type { TimestampInput } from './timestamp.ts';

/** A value of JSON that is neither a list nor an object. */
export type JsonScalar = string | number | bigint | boolean | null;

/** Bounds on a JSON number; all that are given must hold. */
export interface MetadataRange {
  gt?: number | bigint | undefined;
  gte?: number | bigint | undefined;
  lt?: number | bigint | undefined;
  lte?: number | bigint | undefined;
}

/**
 * Which entries are wanted. Every condition that is given must hold; no condition is every entry. A list of which one
 * must hold holds for no entry when it is empty.
 *
 * `level`, `keyword` and `keywords` ignore case (Unicode lower case); everything else is exact.
 */
export interface LogFilters {
  /** No entry before this time; inclusive. A number is always milliseconds since the Unix epoch, whatever its size. */
  startTime?: TimestampInput | undefined;
  /** No entry after this time; inclusive. A number as for `startTime`; a date alone is its midnight. */
  endTime?: TimestampInput | undefined;
  /** The level is one of these; `''` is no level. */
  level?: string | readonly string[] | undefined;
  /** The source is one of these; `''` is no source. */
  source?: string | readonly string[] | undefined;
  /** The entry has at least one of these tags. */
  tags?: string | readonly string[] | undefined;
  /** The entry has all of these tags. */
  allTags?: string | readonly string[] | undefined;
  /** The message contains this text, also within a word. */
  keyword?: string | undefined;
  /** The message contains at least one of these texts, also within a word. */
  keywords?: string | readonly string[] | undefined;
  /** The message has each of these words: runs of letters, digits and `_`. */
  words?: string | readonly string[] | undefined;
  /** The message contains this text, and no word runs over its ends. */
  phrase?: string | undefined;
  /** The message contains a match of this regular expression (RE2 syntax). */
  regex?: string | undefined;
  /** The level's severity is at least this score, or that of this level. */
  minSeverity?: number | string | undefined;
  /**
   * Path to value, or to bounds on a number. A path names a key of the metadata, or keys joined by dots of objects within
   * objects. Types count: `7` is not `'7'`. Null is also where there is nothing.
   */
  metadata?: Readonly<Record<string, JsonScalar | MetadataRange>> | undefined;
  /** All of these must not hold together. */
  not?: LogFilters | undefined;
  /** A filter in LogsQL. */
  query?: string | undefined;
}
