import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryEntry, arbitraryFilters, NOW_MS, testClock } from './engine.test-support.ts';
import { LogAnalyticsEngine } from './engine.ts';
import { LogEntry } from './entry/log-entry.ts';
import type { LogFilters } from './entry/log-filters.ts';
import { InvalidArgumentError, QuerySyntaxError } from './errors/engine-error.ts';

function filledEngine(): LogAnalyticsEngine {
  const engine = new LogAnalyticsEngine({ clock: testClock });
  for (let i = 0; i < 100; i++) {
    engine.ingestLog({
      timestamp: NOW_MS - i * 60_000,
      level: i % 10 === 0 ? 'ERROR' : 'INFO',
      source: i % 2 === 0 ? 'db' : 'api',
      message: i % 10 === 0 ? `connection ${i} lost` : `request ${i} served`,
      metadata: { user: `u${i % 4}` },
    });
  }
  return engine;
}

describe('a filter in LogsQL', () => {
  test('holds together with the other filters, on every way that filters go', () => {
    const engine = filledEngine();
    const filters: LogFilters = { query: 'level:ERROR or request', source: 'db', metadata: { user: 'u0' } };
    expect(engine.countLogs(filters)).toBe(25);
    expect(engine.queryLogs(filters, { pageSize: 2, sortDesc: true }).map(({ message }) => message)).toEqual([
      'connection 0 lost',
      'request 4 served',
    ]);
    expect(engine.aggregateLogs(filters, { groupBy: 'level' })).toEqual({ groupBy: { INFO: 20, ERROR: 5 } });
    expect(engine.countLogs({ not: { query: 'level:ERROR', source: 'db' } })).toBe(90);
    expect(engine.countLogs({ not: { not: { query: 'level:ERROR' } } })).toBe(10);
    expect(engine.delete({ query: 'user:=u0', level: 'error' })).toBe(5);
    expect(engine.countLogs({ query: '*' })).toBe(95);
  });

  test('knows the time, other queries, other names of fields, and filters of extensions', () => {
    const engine = filledEngine();
    expect(engine.countLogs({ query: '_time:10m' })).toBe(11);
    expect(engine.countLogs({ query: 'message:lost _time:>5m' })).toBe(9);
    expect(engine.countLogs({ query: 'user:in(lost source:db | fields user)' })).toBe(50);
    engine.registerFilter({
      name: 'ends_with',
      start:
        ([digit]) =>
        (text) =>
          text.endsWith(digit!),
    });
    expect(engine.countLogs({ query: 'user:ends_with(3)' })).toBe(25);
    expect(engine.queryLogs({ query: 'user:ends_with(3)' })).toHaveLength(25);
    expect(engine.aggregateLogs({ query: 'user:ends_with(3)' }, { groupBy: 'source' })).toEqual({
      groupBy: { api: 25 },
    });
    expect(engine.delete({ query: 'user:ends_with(3)' })).toBe(25);
  });

  test('says where it is wrong', () => {
    const engine = filledEngine();
    for (const ask of [
      (query: string) => engine.countLogs({ query }),
      (query: string) => engine.queryLogs({ not: { query } }),
      (query: string) => engine.aggregateLogs({ query }),
      (query: string) => engine.delete({ query }),
    ]) {
      expect(() => ask('level:ERROR | limit 1')).toThrow(QuerySyntaxError);
      expect(() => ask('level:ERROR | limit 1')).toThrow('a pipe at position 12 of a filter, which takes no pipes');
      expect(() => ask('level:(')).toThrow(QuerySyntaxError);
      expect(() => ask('')).toThrow(InvalidArgumentError);
    }
    expect(engine.countLogs()).toBe(100);
  });

  test('cannot be asked of an entry by itself', () => {
    const matching = (): unknown => new LogEntry({ message: 'a' }).matchesFilter({ not: { query: 'a' } });
    expect(matching).toThrow(InvalidArgumentError);
    expect(matching).toThrow('only be answered by the engine');
  });
});

test('a filter in LogsQL and the filter object that says the same pass the same entries', () => {
  const pair = fc.constantFrom<[query: string, filters: LogFilters][]>(
    ['source:in(api, db)', { source: ['api', 'db'] }],
    ['connection', { words: 'connection' }],
    ['"closed user42"', { phrase: 'closed user42' }],
    ['~"c.*d"', { regex: 'c.*d' }],
    ['min_severity:40', { minSeverity: 40 }],
    ['!connection', { not: { words: 'connection' } }],
    ['!(connection or user42)', { not: { regex: '\\b(connection|user42)\\b' } }],
  );
  fc.assert(
    fc.property(
      fc.array(arbitraryEntry, { maxLength: 30 }),
      pair,
      arbitraryFilters,
      (entries, [query, same], others) => {
        const engine = new LogAnalyticsEngine({ clock: testClock });
        engine.ingestLogs(entries);
        const expected = engine.queryLogs(others).filter((entry) => entry.matchesFilter(same)).length;
        expect(engine.countLogs({ ...others, query })).toBe(expected);
        expect(engine.countLogs({ not: { ...others, query } })).toBe(entries.length - expected);
      },
    ),
    { numRuns: 100 },
  );
});
