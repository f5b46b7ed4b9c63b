import type { ResultRow, TimestampInput } from 'log-analytics-engine';

/** What bounds a query beside its text; times are inclusive. */
export interface SourceQueryOptions {
  readonly start?: TimestampInput | undefined;
  readonly end?: TimestampInput | undefined;
  /** The most rows; all unless given. */
  readonly limit?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How a live view goes on. */
export interface TailOptions {
  /** Rows so long before now are shown first, in milliseconds. */
  readonly startOffsetMs: number;
  readonly signal: AbortSignal;
}

/** Where the entries are that a command asks for: a directory, or a server. */
export interface LogSource {
  /**
   * The rows of a query in LogsQL, batch by batch. A directory gives values as they are stored; a server all of them as texts.
   * @throws QuerySyntaxError, UsageError, CommandFailedError
   */
  query(text: string, options: SourceQueryOptions): AsyncIterable<readonly ResultRow[]>;

  /** The rows of a query as they come in, until the signal fires. @throws as `query` */
  tail(text: string, options: TailOptions): AsyncIterable<readonly ResultRow[]>;
}
