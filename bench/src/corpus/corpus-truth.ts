import type { CorpusRow, Level } from './line-template.ts';

/** What is known to be true of a corpus, for checking what an engine answers about it. Counts are rows. */
export interface CorpusTruth {
  readonly lines: number;
  /** Of the whole file, line ends included. */
  readonly bytes: number;
  readonly levels: Readonly<Partial<Record<Level, number>>>;
  /** The 20 most frequent, by descending count, then by name. */
  readonly top_sources: readonly (readonly [source: string, count: number])[];
  readonly sources: number;
  /** The 20 sources with most rows of level ERROR, by descending count, then by name. */
  readonly error_by_source: readonly (readonly [source: string, count: number])[];
  /** How many intervals of five minutes, aligned to the hour, have a row. */
  readonly buckets_5m: number;
  /** The fullest of them: its beginning to the minute (UTC), and its rows. */
  readonly bucket_max: readonly (readonly [minute: string, count: number])[];
  /** By a description of the condition; substrings, words and patterns are looked for in messages. */
  readonly counts: Readonly<Record<string, number>>;
  /** Rows with the field `trace_id`, and its distinct values. */
  readonly trace_lines: number;
  readonly trace_distinct: number;
  /** The first three, in ascending order, of the trace ids that are on exactly three rows. */
  readonly trace_3: readonly string[];
  /** Words that stand in exactly seven rows each. */
  readonly rare_words_7_hits: readonly string[];
  /** The field `duration_ms`, over the rows that have it. */
  readonly duration: { readonly n: number; readonly sum: number; readonly max: number };
}

const BUCKET_MS = 5 * 60_000;
const HOUR_MS = 3_600_000;
const TOP = 20;

type Condition = (row: CorpusRow, message: string, timeOfDayMs: number) => boolean;

const hasWord = (word: string, flags = ''): ((message: string) => boolean) => {
  const pattern = new RegExp(`(?<![\\p{L}\\p{Nd}_])${word}(?![\\p{L}\\p{Nd}_])`, `u${flags}`);
  return (message) => pattern.test(message);
};
const wordConnection = hasWord('connection');
const anyCaseWordConnection = hasWord('connection', 'i');
const phraseConnectionAuthorized = hasWord('connection authorized');
const wordSlow = hasWord('Slow');
const wordQuery = hasWord('query');
const wordPrepared = hasWord('prepared');
const wordException = hasWord('exception');
const anyCaseWordException = hasWord('exception', 'i');
const isErrorFrom14To15: Condition = (row, _message, time) =>
  row.level === 'ERROR' && time >= 14 * HOUR_MS && time <= 15 * HOUR_MS;

const CONDITIONS: Readonly<Record<string, Condition>> = {
  'substring connection': (_row, message) => message.includes('connection'),
  'word connection': (_row, message) => wordConnection(message),
  'iword connection': (_row, message) => anyCaseWordConnection(message),
  'phrase "connection authorized"': (_row, message) => phraseConnectionAuthorized(message),
  'substring "nection auth"': (_row, message) => message.includes('nection auth'),
  'regex TraceID': (_row, message) => message.includes('TraceID'),
  'tag windows': (row) => row.tag === 'windows',
  'duration_ms>=500': (row) => Number(durationOf(row)) >= 500,
  'Slow AND query': (_row, message) => wordSlow(message) && wordQuery(message),
  error_14_15: isErrorFrom14To15,
  'keyword "nection auth" (no case)': (_row, message) => message.toLowerCase().includes('nection auth'),
  'ERROR and not keyword "exception" (substring, no case)': (row, message) =>
    row.level === 'ERROR' && !message.toLowerCase().includes('exception'),
  'ERROR and not word exception': (row, message) => row.level === 'ERROR' && !wordException(message),
  'word prepared': (_row, message) => wordPrepared(message),
  'ERROR and not word exception (no case)': (row, message) => row.level === 'ERROR' && !anyCaseWordException(message),
  'ERROR from 14:00 to 15:00': isErrorFrom14To15,
  'regex TraceID: [0-9a-f]{32} SpanID: [0-9a-f]{16}': (_row, message) =>
    /TraceID: [0-9a-f]{32} SpanID: [0-9a-f]{16}/.test(message),
};

/** Gathers the truth row by row, from the rows as they were made and not from the bytes that were written. */
export class TruthCounter {
  #lines = 0;
  #bytes = 0;
  readonly #levels = new Map<Level, number>();
  readonly #sources = new Map<string, number>();
  readonly #errorSources = new Map<string, number>();
  readonly #buckets = new Map<number, number>();
  readonly #traces = new Map<string, number>();
  readonly #counts = new Map(Object.keys(CONDITIONS).map((name) => [name, 0]));
  #traceLines = 0;
  #durations = 0;
  #durationSum = 0;
  #durationMax = 0;

  /** @param dayStartMs the midnight (UTC) with which the corpus begins. */
  add(row: CorpusRow, timeMs: number, dayStartMs: number, traceId: string | undefined): void {
    this.#lines++;
    increment(this.#levels, row.level);
    increment(this.#sources, row.source);
    if (row.level === 'ERROR') increment(this.#errorSources, row.source);
    increment(this.#buckets, Math.floor(timeMs / BUCKET_MS) * BUCKET_MS);
    if (traceId !== undefined) {
      this.#traceLines++;
      increment(this.#traces, traceId);
    }
    const duration = durationOf(row);
    if (duration !== undefined) {
      const milliseconds = Number(duration);
      this.#durations++;
      this.#durationSum += milliseconds;
      this.#durationMax = Math.max(this.#durationMax, milliseconds);
    }
    for (const name in CONDITIONS) {
      if (CONDITIONS[name]!(row, row.message, timeMs - dayStartMs)) increment(this.#counts, name);
    }
  }

  addBytes(bytes: number): void {
    this.#bytes += bytes;
  }

  /** @param rareWords the words that were put into seven rows each. */
  finish(rareWords: readonly string[]): CorpusTruth {
    const fullest = topOf(this.#buckets, 1, (a, b) => a - b);
    const threefold = [...this.#traces].filter(([, count]) => count === 3).map(([id]) => id);
    return {
      lines: this.#lines,
      bytes: this.#bytes,
      levels: Object.fromEntries(this.#levels),
      top_sources: topOf(this.#sources, TOP, byText),
      sources: this.#sources.size,
      error_by_source: topOf(this.#errorSources, TOP, byText),
      buckets_5m: this.#buckets.size,
      bucket_max: fullest.map(([startMs, count]) => [new Date(startMs).toISOString().slice(0, 16), count]),
      counts: Object.fromEntries(this.#counts),
      trace_lines: this.#traceLines,
      trace_distinct: this.#traces.size,
      trace_3: threefold.sort().slice(0, 3),
      rare_words_7_hits: rareWords,
      duration: { n: this.#durations, sum: this.#durationSum, max: this.#durationMax },
    };
  }
}

function durationOf(row: CorpusRow): string | undefined {
  // Templates name the duration first, so that it can be written first.
  const first = row.fields[0];
  return first?.[0] === 'duration_ms' ? first[1] : undefined;
}

function increment<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function topOf<K>(counts: Map<K, number>, limit: number, order: (a: K, b: K) => number): [K, number][] {
  return [...counts].sort((a, b) => b[1] - a[1] || order(a[0], b[0])).slice(0, limit);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
