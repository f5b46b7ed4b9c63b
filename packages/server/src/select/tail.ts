import { setTimeout as sleep } from 'node:timers/promises';
import { InvalidArgumentError } from 'log-analytics-engine';
import type { Query } from 'log-analytics-engine/logsql';
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
    requireLive(query);
    const { args } = request;
    const settings: TailSettings = {
      text: textOf(query),
      refreshMs: args.durationMs('refresh_interval', 1000),
      startOffsetMs: args.durationMs('start_offset', LATE_MS),
      offsetMs: args.durationMs('offset', 1000),
      timeoutMs: options.timeoutMs ?? request.queryTimeoutMs,
    };
    return { contentType: 'application/x-ndjson', lines: tailLines(request, settings) };
  },
};

function requireLive({ pipes }: Query): void {
  const wrong = pipes.find(({ kind }) => NOT_LIVE.has(kind));
  if (wrong === undefined) return;
  throw new InvalidArgumentError(
    `the pipe ${wrong.kind} needs all rows, so that it cannot be used in live tailing: leave it out`,
  );
}

interface TailSettings {
  readonly text: string;
  readonly refreshMs: number;
  readonly startOffsetMs: number;
  readonly offsetMs: number;
  readonly timeoutMs: number;
}

/** Begins with an empty chunk, so that the head of the answer goes out at once. */
async function* tailLines({ store, signal }: QueryRequest, settings: TailSettings): AsyncGenerator<Uint8Array, void> {
  yield new Uint8Array(0);
  let seen = new Map<string, number>();
  let endMs = Date.now() - settings.offsetMs;
  let startMs = endMs - settings.startOffsetMs;
  for (;;) {
    const options = {
      start: timeText(BigInt(startMs) * NS_PER_MS),
      end: timeText(BigInt(endMs) * NS_PER_MS - 1n),
      now: timeText(BigInt(endMs) * NS_PER_MS),
      timeoutMs: settings.timeoutMs,
      signal,
      showsStreams: true,
    };
    const found = new Map<string, number>();
    for await (const lines of store.queryLines(settings.text, options)) {
      const fresh = unseen(Buffer.from(lines.buffer, lines.byteOffset, lines.length), seen, found);
      if (fresh !== '') yield Buffer.from(fresh);
    }
    seen = found;
    try {
      await sleep(settings.refreshMs, undefined, { signal });
    } catch {
      return;
    }
    const lateMs = found.size > SEEN_ROWS_MAX ? 0 : LATE_MS;
    if (lateMs === 0) seen = new Map();
    startMs = endMs - lateMs;
    endMs = Date.now() - settings.offsetMs;
  }
}

/** The lines that were not among those of the last round, counting equal ones; notes all in `found`. */
function unseen(lines: Buffer, seen: Map<string, number>, found: Map<string, number>): string {
  let fresh = '';
  for (const line of lines.toString().split('\n')) {
    if (line === '') continue;
    const count = (found.get(line) ?? 0) + 1;
    found.set(line, count);
    if (count > (seen.get(line) ?? 0)) fresh += `${line}\n`;
  }
  return fresh;
}
