import { setTimeout as sleep } from 'node:timers/promises';
import { InvalidArgumentError } from 'log-analytics-engine';
import { SeenRows } from 'log-analytics-engine/internals';
import { parseFilter, type Query, type QueryFilterNode } from 'log-analytics-engine/logsql';
import type { LogStore, StoreQueryOptions } from '../store/log-store.ts';
import { withFilters } from './extra-filters.ts';
import { prepareQuery, type QueryRequest, textOf } from './prepared-query.ts';
import type { SelectEndpoint } from './select-endpoint.ts';
import { timeText } from './time-argument.ts';

const NS_PER_MS = 1_000_000n;
/** How late a row may come in and still be shown. */
const LATE_MS = 5000;
/** Rows of the time in which late ones are looked for; beyond that, rows that came in late are not looked for. */
const SEEN_ROWS_MAX = 200_000;

/** Pipes that need all rows, or choose among them. */
const NOT_LIVE: ReadonlySet<string> = new Set([
  'block_stats',
  'blocks_count',
  'facets',
  'field_names',
  'field_values',
  'first',
  'last',
  'limit',
  'offset',
  'patterns',
  'sort',
  'stats',
  'stream_context',
  'top',
  'union',
  'uniq',
]);

/** The rows that match as they come in, until the client leaves. */
export const tailEndpoint: SelectEndpoint = {
  name: 'tail',
  summary: 'The rows of a query as they come in, without end',
  failure: 'text',
  isEndless: true,
  async answer(request) {
    const { query, options } = prepareQuery(request);
    requireLive(query, request.store);
    const { args } = request;
    const settings: TailSettings = {
      text: textOf(request.store, withFilters(query, timeFilters(options, request.store))),
      refreshMs: args.durationMs('refresh_interval', 1000),
      startOffsetMs: args.durationMs('start_offset', LATE_MS),
      offsetMs: args.durationMs('offset', 1000),
      timeoutMs: options.timeoutMs ?? request.queryTimeoutMs,
    };
    return { contentType: 'application/x-ndjson', lines: tailLines(request, settings) };
  },
};

function requireLive({ pipes }: Query, { extensions }: LogStore): void {
  const { customPipes } = extensions.language.operators;
  const wrong = pipes.find((pipe) =>
    pipe.kind === 'custom' ? customPipes.get(pipe.name)?.partial !== 'row-wise' : NOT_LIVE.has(pipe.kind),
  );
  if (wrong === undefined) return;
  throw new InvalidArgumentError(
    `the pipe ${wrong.kind === 'custom' ? wrong.name : wrong.kind} needs all rows, so that it cannot be used in live tailing: leave it out`,
  );
}

/** The times that a request asks for hold as well as those of each round. */
function timeFilters({ start, end }: StoreQueryOptions, { extensions }: LogStore): QueryFilterNode[] {
  const texts = [
    ...(start === undefined ? [] : [`_time:>=${start}`]),
    ...(end === undefined ? [] : [`_time:<=${end}`]),
  ];
  return texts.map((text) => parseFilter(text, extensions.language.syntax));
}

interface TailSettings {
  readonly text: string;
  readonly refreshMs: number;
  readonly startOffsetMs: number;
  readonly offsetMs: number;
  readonly timeoutMs: number;
}

/** Begins with an empty chunk, so that the head of the answer goes out at once. */
async function* tailLines({ reopen, signal }: QueryRequest, settings: TailSettings): AsyncGenerator<Uint8Array, void> {
  yield new Uint8Array(0);
  const seen = new SeenRows();
  let endMs = Date.now() - settings.offsetMs;
  const begunMs = endMs - settings.startOffsetMs;
  let startMs = begunMs;
  for (;;) {
    const options = {
      start: timeText(BigInt(startMs) * NS_PER_MS),
      end: timeText(BigInt(endMs) * NS_PER_MS - 1n),
      now: timeText(BigInt(endMs) * NS_PER_MS),
      timeoutMs: settings.timeoutMs,
      signal,
      showsStreams: true,
    };
    const store = await reopen();
    for await (const lines of store.queryLines(settings.text, options)) {
      const fresh = unseen(Buffer.from(lines.buffer, lines.byteOffset, lines.length), seen);
      if (fresh !== '') yield Buffer.from(fresh);
    }
    try {
      await sleep(settings.refreshMs, undefined, { signal });
    } catch {
      return;
    }
    const looksBack = seen.size <= SEEN_ROWS_MAX;
    startMs = looksBack ? Math.max(begunMs, endMs - LATE_MS) : endMs;
    if (looksBack) seen.nextRound();
    else seen.forget();
    endMs = Date.now() - settings.offsetMs;
  }
}

/** The lines that were not among those of the last round. */
function unseen(lines: Buffer, seen: SeenRows): string {
  let fresh = '';
  for (const line of lines.toString().split('\n')) if (line !== '' && seen.isNew(line)) fresh += `${line}\n`;
  return fresh;
}
