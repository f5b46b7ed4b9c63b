import { InvalidArgumentError } from '../errors/engine-error.ts';
import type { LogEntry } from './log-entry.ts';

/** Answers the filter `query`, whose language is known on the floors above. */
export interface QueryMatcher {
  /** Reads a filter in LogsQL. @throws QuerySyntaxError; InvalidArgumentError for what an entry by itself cannot answer */
  check(query: string): void;
  /**
   * Whether an entry passes.
   * @param nowMs the time now, milliseconds since the Unix epoch
   * @throws as `check`; LimitExceededError, InvalidArgumentError for an entry that could not be stored
   */
  matches(entry: LogEntry, query: string, nowMs: number): boolean;
}

let installed: QueryMatcher | undefined;

/** Lets entries be asked by `matcher` from now on. */
export function installQueryMatcher(matcher: QueryMatcher): void {
  installed = matcher;
}

/** The one that was installed last. @throws InvalidArgumentError where there is none */
export function queryMatcher(): QueryMatcher {
  if (installed === undefined) throw new InvalidArgumentError("the filter 'query' needs the engine to be loaded");
  return installed;
}
