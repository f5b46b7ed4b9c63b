import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type CorpusOptions, type CorpusTruth, generateCorpus } from './corpus-generator.ts';

/** What the rows of a corpus have in common, as JSON.parse sees them. */
interface ParsedRow {
  readonly timestamp: string;
  readonly level: string;
  readonly source: string;
  readonly message: string;
  readonly tags: readonly string[];
  readonly duration_ms?: number;
  readonly trace_id?: string;
}

function readAll(options: CorpusOptions): { chunks: Uint8Array[]; bytes: Buffer; truth: CorpusTruth } {
  const corpus = generateCorpus(options);
  const chunks = [...corpus];
  return { chunks, bytes: Buffer.concat(chunks), truth: corpus.truth };
}

function parse(bytes: Buffer): ParsedRow[] {
  const lines = bytes.toString('utf8').split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => JSON.parse(line) as ParsedRow);
}

const words = (message: string): string[] => message.split(/[^\p{L}\p{Nd}_]+/u);
const countBy = (keys: string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
};
const top20 = (counts: Map<string, number>): [string, number][] =>
  [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 20);

/** The truth again, slowly, from the bytes. */
function naiveTruth(bytes: Buffer): CorpusTruth {
  const rows = parse(bytes);
  const count = (condition: (row: ParsedRow) => boolean): number => rows.filter(condition).length;
  const has = (row: ParsedRow, word: string): boolean => words(row.message).includes(word);
  const hasAnyCase = (row: ParsedRow, word: string): boolean => words(row.message.toLowerCase()).includes(word);
  const isError = (row: ParsedRow): boolean => row.level === 'ERROR';
  const from14To15 = count((row) => isError(row) && row.timestamp.slice(11, 13) === '14');
  const traces = countBy(rows.flatMap((row) => row.trace_id ?? []));
  const durations = rows.flatMap((row) => row.duration_ms ?? []);
  const buckets = countBy(
    rows.map((row) => {
      const minute = Number(row.timestamp.slice(14, 16));
      return row.timestamp.slice(0, 14) + String(minute - (minute % 5)).padStart(2, '0');
    }),
  );
  const rare = [...countBy(rows.flatMap((row) => [...new Set(words(row.message))]))].filter(([, rows]) => rows === 7);
  return {
    lines: rows.length,
    bytes: bytes.length,
    levels: Object.fromEntries(countBy(rows.map((row) => row.level))),
    top_sources: top20(countBy(rows.map((row) => row.source))),
    sources: new Set(rows.map((row) => row.source)).size,
    error_by_source: top20(countBy(rows.filter(isError).map((row) => row.source))),
    buckets_5m: buckets.size,
    bucket_max: top20(buckets).slice(0, 1),
    counts: {
      'substring connection': count((row) => row.message.includes('connection')),
      'word connection': count((row) => has(row, 'connection')),
      'iword connection': count((row) => hasAnyCase(row, 'connection')),
      'phrase "connection authorized"': count((row) => /\bconnection authorized\b/.test(row.message)),
      'substring "nection auth"': count((row) => row.message.includes('nection auth')),
      'regex TraceID': count((row) => /TraceID/.test(row.message)),
      'tag windows': count((row) => row.tags.includes('windows')),
      'duration_ms>=500': durations.filter((duration) => duration >= 500).length,
      'Slow AND query': count((row) => has(row, 'Slow') && has(row, 'query')),
      error_14_15: from14To15,
      'keyword "nection auth" (no case)': count((row) => /nection auth/i.test(row.message)),
      'ERROR and not keyword "exception" (substring, no case)': count(
        (row) => isError(row) && !/exception/i.test(row.message),
      ),
      'ERROR and not word exception': count((row) => isError(row) && !has(row, 'exception')),
      'word prepared': count((row) => has(row, 'prepared')),
      'ERROR and not word exception (no case)': count((row) => isError(row) && !hasAnyCase(row, 'exception')),
      'ERROR from 14:00 to 15:00': from14To15,
      'regex TraceID: [0-9a-f]{32} SpanID: [0-9a-f]{16}': count((row) =>
        /TraceID: [0-9a-f]{32} SpanID: [0-9a-f]{16}/.test(row.message),
      ),
    },
    trace_lines: count((row) => row.trace_id !== undefined),
    trace_distinct: traces.size,
    trace_3: [...traces]
      .filter(([, rows]) => rows === 3)
      .map(([id]) => id)
      .sort()
      .slice(0, 3),
    rare_words_7_hits: ['prepared', 'quiesced', 'mothballed', 'rekeyed', 'unshelved'].filter((word) =>
      rare.some(([candidate]) => candidate === word),
    ),
    duration: {
      n: durations.length,
      sum: durations.reduce((sum, duration) => sum + duration, 0),
      max: Math.max(0, ...durations),
    },
  };
}

describe('generateCorpus', () => {
  test('its truth is what a naive pass over its bytes finds', () => {
    const { bytes, truth } = readAll({ lines: 20_000, seed: 7 });
    expect(truth).toEqual(naiveTruth(bytes));
    expect(truth.lines).toBe(20_000);
    for (const [condition, count] of Object.entries(truth.counts)) expect(count, condition).toBeGreaterThan(0);
    expect(truth.rare_words_7_hits).toHaveLength(5);
    expect(truth.trace_3).toHaveLength(3);
  });

  test.each([0, 1, 2, 34, 35, 99])('a corpus of %i lines has that many, and a true truth', (lines) => {
    const { bytes, truth } = readAll({ lines, seed: 3 });
    expect(truth).toEqual(naiveTruth(bytes));
    expect(truth.lines).toBe(lines);
  });

  test('a seed fixes every byte, for all machines and releases', () => {
    const { bytes } = readAll({ lines: 2000, seed: 42 });
    expect(readAll({ lines: 2000, seed: 42 }).bytes.equals(bytes)).toBe(true);
    expect(readAll({ lines: 2000, seed: 43 }).bytes.equals(bytes)).toBe(false);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(
      '964b97d0650a656593348b966c0c0d6571388a4731cdebb9ab66509080b9b523',
    );
  });

  test('chunks hold whole lines, and their size changes nothing else', () => {
    const small = readAll({ lines: 500, seed: 5, chunkBytes: 1000 });
    expect(small.chunks.length).toBeGreaterThan(100);
    for (const chunk of small.chunks) expect(chunk.at(-1)).toBe(10);
    expect(small.bytes.equals(readAll({ lines: 500, seed: 5 }).bytes)).toBe(true);
  });

  test('times fill one UTC day in ascending order, but for a few that are late by less than a minute', () => {
    const times = parse(readAll({ lines: 20_000, seed: 7 }).bytes).map((row) => Date.parse(row.timestamp));
    const dayStart = Date.UTC(2026, 2, 2);
    let newest = dayStart;
    let late = 0;
    for (const time of times) {
      expect(time).toBeGreaterThanOrEqual(Math.max(dayStart, newest - 60_000));
      if (time < newest) late++;
      newest = Math.max(newest, time);
    }
    expect(newest).toBeLessThan(dayStart + 86_400_000);
    expect(late).toBeGreaterThan(100);
    expect(late).toBeLessThan(400);
  });

  test('the mix is that of a real system: levels, multi-line messages, shapes, one bad quarter of an hour', () => {
    const { bytes, truth } = readAll({ lines: 20_000, seed: 7 });
    const { INFO = 0, TRACE = 0, ERROR = 0, WARN = 0 } = truth.levels;
    expect(INFO / truth.lines).toBeCloseTo(0.93, 1);
    expect(TRACE / truth.lines).toBeCloseTo(0.05, 1);
    expect(ERROR + WARN).toBeGreaterThan(200);
    expect(truth.bucket_max[0]?.[0]).toBe('2026-03-02T14:25');
    const rows = parse(bytes);
    expect(rows.filter((row) => row.message.includes('\n')).length).toBeGreaterThan(300);
    expect(new Set(rows.map((row) => Object.keys(row).join())).size).toBeGreaterThan(200);
    expect(rows.some((row) => /\p{L}/v.test(row.message.replace(/\p{ASCII}/gu, '')))).toBe(true);
  });

  test('the truth is not known before the end', () => {
    const corpus = generateCorpus({ lines: 10, seed: 1 });
    expect(() => corpus.truth).toThrow('when all of it has been read');
  });

  test.each([-1, 1.5, Number.NaN])('%d lines are refused', (lines) => {
    expect(() => generateCorpus({ lines, seed: 1 })).toThrow(RangeError);
  });
});
