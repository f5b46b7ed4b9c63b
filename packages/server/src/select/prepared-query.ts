import { mergeQuery } from 'log-analytics-engine/internals';
import { LOGSQL, parse, type Query } from 'log-analytics-engine/logsql';
import type { LogStore, StoreQueryOptions } from '../store/log-store.ts';
import { extraFilter, extraStreamFilter, withFilters } from './extra-filters.ts';
import type { RequestArguments } from './request-arguments.ts';
import { inclusiveEnd, timeArgument, timeText } from './time-argument.ts';

/** A query with the arguments that every endpoint takes. */
export interface PreparedQuery {
  readonly query: Query;
  /** The time at which it is evaluated, in nanoseconds since 1970. */
  readonly timeNs: bigint;
  readonly options: StoreQueryOptions;
}

/** What of a request is needed to run its query. */
export interface QueryRequest {
  readonly args: RequestArguments;
  readonly store: LogStore;
  /** See `RouteContext`. */
  readonly reopen: () => Promise<LogStore>;
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** The longest that a query may take; the argument `timeout` may ask for less. */
  readonly queryTimeoutMs: number;
}

/**
 * `query`, `start`, `end`, `time`, `timeout`, `extra_filters` and `extra_stream_filters` of a request.
 * @throws InvalidArgumentError, QuerySyntaxError
 */
export function prepareQuery({ args, store, signal, nowMs, queryTimeoutMs }: QueryRequest): PreparedQuery {
  const { language } = store.extensions;
  const nowNs = BigInt(Math.floor(nowMs)) * 1_000_000n;
  const startNs = timeArgument('start', args.text('start'), nowNs);
  const endNs = timeArgument('end', args.text('end'), nowNs);
  // One nanosecond earlier, so that `_time:1d` at the end of a day does not begin with the day before.
  const timeNs = (timeArgument('time', args.text('time'), nowNs) ?? endNs ?? nowNs) - 1n;
  const filters = [
    ...args.texts('extra_filters').map((text) => extraFilter(text, language.syntax)),
    ...args.texts('extra_stream_filters').map((text) => extraStreamFilter(text, language.syntax)),
  ].filter((filter) => filter !== undefined);
  return {
    query: withFilters(merged(language.parse(args.text('query'))), filters),
    timeNs,
    options: {
      start: startNs === undefined ? undefined : timeText(startNs),
      end: endNs === undefined ? undefined : timeText(inclusiveEnd(endNs)),
      now: timeText(timeNs),
      timeoutMs: args.timeoutMs(queryTimeoutMs),
      signal,
      showsStreams: true,
    },
  };
}

/** Filters among its first pipes are part of its filter: endpoints that drop the pipes of a query keep these. */
function merged(query: Query): Query {
  return { ...query, ...mergeQuery(query) };
}

/** The query with other pipes. */
export function withPipes(query: Query, ...pipes: Query['pipes']): Query {
  return { ...query, pipes };
}

/** The text of a query, as the store reads it. */
export function textOf({ extensions }: LogStore, query: Query): string {
  return extensions.language.print(query);
}

/** The pipes of a text such as `sort by (a) | limit 5`. */
export function pipesOf(text: string): Query['pipes'] {
  return parse(`* | ${text}`, LOGSQL).pipes;
}
