import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { testClock } from './engine.test-support.ts';
import { LogAnalyticsEngine } from './engine.ts';
import { parseExactJson } from './entry/exact-json.ts';
import { compareInstants } from './entry/instant.ts';
import { LogEntry, type LogEntryInit } from './entry/log-entry.ts';
import { MemoryVfs } from './storage/memory-vfs.ts';

// Much work for a machine that does other work, too.
vi.setConfig({ testTimeout: 60_000 });

/** Genuine lines of 20 systems. */
const CORPUS = new URL('../../../examples/data/real-8k.ndjson', import.meta.url);

const bytes = readFileSync(CORPUS);
const lines = bytes.toString().trimEnd().split('\n');

/** In (time, sequence) order. */
const byTime = lines
  .map((line) => ({ line, entry: new LogEntry(parseExactJson(line) as LogEntryInit, testClock) }))
  .sort((a, b) => compareInstants(a.entry.instant, b.entry.instant));

function expectAll(engine: LogAnalyticsEngine): void {
  expect(engine.queryJson()).toEqual(byTime.map(({ line }) => line));
  expect(engine.queryLogs().map((entry) => JSON.stringify(entry))).toEqual(byTime.map(({ line }) => line));
}

/** The corpus as it came in, and in segments. */
const inHead = new LogAnalyticsEngine({ clock: testClock });
const inSegment = new LogAnalyticsEngine({ clock: testClock });

describe('the lines of 20 systems', () => {
  beforeAll(() => {
    // Chunks that do not fill the head are in no segment yet.
    inHead.ingestBytes(bytes.subarray(0, bytes.indexOf('\n', bytes.length >> 1) + 1));
    inHead.ingestBytes(bytes.subarray(bytes.indexOf('\n', bytes.length >> 1) + 1));
    inSegment.ingestBytes(bytes);
    inSegment.flush();
  });

  test('come back to the byte, from memory, from the log and from segments', () => {
    const vfs = new MemoryVfs();
    const engine = new LogAnalyticsEngine({ vfs, clock: testClock });
    expect(engine.ingestBytes(bytes)).toEqual({
      accepted: lines.length,
      malformed: 0,
      rejected: 0,
      dropped: 0,
      bytes: bytes.length,
      errors: [],
    });
    expectAll(engine);
    engine.close();
    const reopened = new LogAnalyticsEngine({ vfs, clock: testClock });
    expectAll(reopened);
    expect(reopened.getStats().problems).toEqual([]);
    reopened.close();
  });

  test('come back as the objects that they were given as, one by one and in a list', () => {
    const engine = new LogAnalyticsEngine({ clock: testClock });
    const parsed = lines.map((line) => parseExactJson(line) as LogEntryInit);
    for (const entry of parsed.slice(0, 3000)) engine.ingestLog(entry);
    for (const entry of parsed.slice(3000, 6000)) engine.ingestLog(new LogEntry(entry));
    expect(engine.ingestLogs(parsed.slice(6000))).toMatchObject({ accepted: lines.length - 6000, errors: [] });
    expect(engine.queryJson()).toEqual(byTime.map(({ entry }) => JSON.stringify(entry)));
  });

  test('move from one engine to another as they are', () => {
    const first = new LogAnalyticsEngine({ clock: testClock });
    first.ingestBytes(bytes);
    const second = new LogAnalyticsEngine({ clock: testClock });
    expect(second.ingestLogs(first.queryLogs())).toMatchObject({ accepted: lines.length, malformed: 0 });
    expectAll(second);
  });

  test('pass through a hook that changes nothing as they are', () => {
    const engine = new LogAnalyticsEngine({ clock: testClock });
    let seen = 0;
    engine.addPreIngestHook(() => {
      seen++;
    });
    expect(engine.ingestBytes(bytes).accepted).toBe(lines.length);
    expect(seen).toBe(lines.length);
    expectAll(engine);
  });

  test.each([
    { level: 'ERROR' },
    { minSeverity: 'WARN', not: { source: 'laravel' } },
    { keyword: 'CONNECTION' },
    { words: ['connection', 'authorized'] },
    { phrase: 'connection authorized' },
    { regex: 'user=[a-z]+ ' },
    { tags: ['bunyan', 'zeek'] },
    { source: ['postgres', 'iis'], startTime: '2019-01-01', endTime: '2022-12-31T23:59:59Z' },
    { metadata: { pid: 7 } },
    { metadata: { pid: { gt: 5000, lte: 20_000 } } },
    { metadata: { 'stats.total.fileCount': 3 } },
  ])('are found by %j as by a filter over an array', (filters) => {
    const expected = byTime.filter(({ entry }) => entry.matchesFilter(filters)).map(({ line }) => line);
    expect(expected.length).toBeGreaterThan(0);
    expect(inHead.queryJson(filters)).toEqual(expected);
    expect(inHead.countLogs(filters)).toBe(expected.length);
    expect(inSegment.queryJson(filters, { sortDesc: true })).toEqual(expected.toReversed());
    expect(inSegment.countLogs(filters)).toBe(expected.length);
  });

  test('are counted by level, source and tag', () => {
    const engine = inSegment;
    const count = (valuesOf: (entry: LogEntry) => readonly string[]): Record<string, number> => {
      const counts: Record<string, number> = {};
      for (const { entry } of byTime) for (const value of valuesOf(entry)) counts[value] = (counts[value] ?? 0) + 1;
      return counts;
    };
    const { totalLogs, levels, sources, tags } = engine.getStats();
    expect(totalLogs).toBe(lines.length);
    expect(levels).toEqual(count((entry) => [entry.level.toUpperCase()]));
    expect(sources).toEqual(count((entry) => [entry.source]));
    expect(tags).toEqual(count((entry) => entry.tags));
    expect(engine.aggregateLogs({}, { groupBy: 'level' }).groupBy).toEqual(count((entry) => [entry.level]));
  });
});
