import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryEntry, arbitraryFilters, NOW_MS, testClock } from './engine.test-support.ts';
import { LogAnalyticsEngine } from './engine.ts';
import { LogEntry } from './entry/log-entry.ts';
import type { LogFilters } from './entry/log-filters.ts';
import { InvalidArgumentError, QuerySyntaxError } from './errors/engine-error.ts';
import { leafFilter } from './logsql/arbitrary-leaf-filter.test-support.ts';
import { LOGSQL } from './logsql/logsql.ts';
import { printFilter } from './logsql/print.ts';

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
});

describe('a filter in LogsQL that an entry is asked by itself', () => {
  const entry = new LogEntry(
    { timestamp: NOW_MS - 90_000, level: 'ERROR', message: 'connection lost', metadata: { ms: 17, user: { id: 7 } } },
    testClock,
  );

  test.each<[query: string, expected: boolean]>([
    ['connection', true],
    ['level:ERROR "connection lost" user.id:7', true],
    ['ms:>=17 ms:<18', true],
    ['_time:1m', false],
    ['_time:2m', true],
    ['message:lost timestamp:2026-03-02T11:58', true],
    ['min_severity:50', false],
    ['!lost', false],
    ['absent:""', true],
    ['*', true],
  ])('%s', (query, expected) => {
    expect(entry.matchesFilter({ query })).toBe(expected);
    expect(entry.matchesFilter({ query, level: 'error' })).toBe(expected);
    expect(entry.matchesFilter({ query, level: 'info' })).toBe(false);
    expect(entry.matchesFilter({ not: { query } })).toBe(!expected);
  });

  test('follows changes of the entry', () => {
    const changed = new LogEntry(entry, testClock);
    changed.message = 'connection made';
    changed.metadata.ms = '5';
    expect(changed.matchesFilter({ query: 'made ms:<6' })).toBe(true);
  });

  test('says where it is wrong, and what only an engine can tell, whatever the other filters say', () => {
    const ask = (query: string) => () => entry.matchesFilter({ level: 'debug', not: { source: 'x', not: { query } } });
    expect(ask('level:(')).toThrow(QuerySyntaxError);
    expect(ask('level:ERROR | limit 1')).toThrow('a pipe at position 12 of a filter, which takes no pipes');
    expect(ask('a or ms:in(error | fields ms)')).toThrow(InvalidArgumentError);
    expect(ask('a or ms:in(error | fields ms)')).toThrow('in with a query looks at other entries');
    expect(ask('_stream_id:in(error | fields _stream_id)')).toThrow(InvalidArgumentError);
    expect(ask('')).toThrow(InvalidArgumentError);
  });
});

/** Filters that meet arbitrary entries, and such as the language prints them. */
const arbitraryFilterText = fc
  .oneof(
    fc.constantFrom(
      ...[
        'connection',
        '"closed user42"',
        'conn*',
        '~"c.*d"',
        '*nn*',
        'level:ERROR',
        'level:in(error, "")',
        'i(CONNECT)',
      ],
      ...[
        'size:>=1',
        'size:1',
        'user:=abc',
        'user.size:*',
        'user.id:""',
        '_time:2s',
        '_time:<2026-03-02T12:00:00.123Z',
      ],
      ...[
        'message:closed',
        'msg:1',
        'timestamp:2026-03-02',
        'tags:a',
        'tags:in("c d", c)',
        'min_severity:30',
        '"top":!abc',
      ],
      ...[
        '{source="api"}',
        '_stream:{host="abc"}',
        'size:eq_field(user)',
        '_msg:len_range(0, 20)',
        'host:range(-5, 2]',
        '*',
      ],
      ...[
        'seq(connection, 42)',
        'size:value_type(uint8)',
        '"top":string_range(a, b)',
        'source:~"^a"',
        '_msg:ipv4_range(10.0.0.0/8)',
      ],
    ),
    leafFilter.filter(({ kind }) => kind !== 'subquery').map((filter) => printFilter(filter, LOGSQL)),
  )
  .chain((text) => fc.constantFrom(text, `!(${text})`, `(${text}) or size:2`, `(${text}) connection`));

test('an entry passes a filter in LogsQL by itself where it is found by it', () => {
  fc.assert(
    fc.property(arbitraryEntry, arbitraryFilterText, arbitraryFilters, (init, query, others) => {
      const engine = new LogAnalyticsEngine({ clock: testClock });
      const entry = new LogEntry(init, testClock);
      engine.ingestLog(entry);
      for (const filters of [{ query }, { ...others, query }, { not: { query, not: others } }]) {
        const expected = engine.countLogs(filters) === 1;
        expect(entry.matchesFilter(filters), query).toBe(expected);
        for (const stored of engine.queryLogs()) expect(stored.matchesFilter(filters), query).toBe(expected);
      }
    }),
    { numRuns: 200 },
  );
}, 60_000);

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
