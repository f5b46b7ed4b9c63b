import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { NOW_MS, testClock } from './engine.test-support.ts';
import { LogAnalyticsEngine } from './engine.ts';
import type { EngineOptions } from './engine-options.ts';
import {
  ClosedError,
  InvalidArgumentError,
  LimitExceededError,
  LockedError,
  ReadOnlyError,
} from './errors/engine-error.ts';
import { MemoryVfs } from './storage/memory-vfs.ts';

// Much work for a machine that does other work, too.
vi.setConfig({ testTimeout: 60_000 });

const ENTRIES = [
  { timestamp: 3000, level: 'ERROR', source: 'api', message: 'connection lost', tags: ['net'], metadata: { ms: 5 } },
  {
    timestamp: 1000,
    level: 'INFO',
    source: 'db',
    message: 'Connection open',
    tags: ['net', 'db'],
    metadata: { ms: 40 },
  },
  { timestamp: 2000, level: 'error', source: 'db', message: 'disk full', metadata: { ms: 'x' } },
  { timestamp: 2000, level: 'WARN', source: 'api', message: 'slow' },
].map((entry) => ({ ...entry, timestamp: new Date(entry.timestamp) }));

function engineOf(options: EngineOptions = {}): LogAnalyticsEngine {
  const engine = new LogAnalyticsEngine({ clock: testClock, ...options });
  engine.ingestLogs(ENTRIES);
  return engine;
}

describe('the options', () => {
  test.each<[unknown, RegExp]>([
    [
      { durabilty: 'fsync' },
      /unknown option 'durabilty'; did you mean 'durability'\? Known are directory, durability, ind/,
    ],
    [{ durability: 'sometimes' }, /durability must be one of 'fsync', 'interval', 'memory'; got 'sometimes'/],
    [{ directory: '' }, /directory must be a string that is not empty/],
    [{ directory: 'x', vfs: new MemoryVfs() }, /directory and vfs exclude each other/],
    [{ vfs: {} }, /vfs must be a Vfs; got an object/],
    [{ indexes: 'user' }, /indexes must be a list of field names and indexes/],
    [{ indexes: [''] }, /indexes\[0\] must be a field name that is not empty/],
    [{ indexes: ['timestamp'] }, /indexes\[0\]: times are indexed without being named/],
    [{ indexes: [7] }, /indexes\[0\] must be a field name or a FieldIndex; got 7/],
    [{ indexes: [{ field: 'ip', kind: 'exact' }] }, /indexes\[0\].kind must be .* not 'exact'; got 'exact'/],
    [{ indexes: [{ field: 'ip', kind: 'net' }] }, /indexes\[0\].build must be a function/],
    [{ indexes: [{ field: 'ip', kind: 'net', build: () => undefined }] }, /indexes\[0\].open must be a function/],
    [{ retention: { days: 1 } }, /unknown retention 'days'; Known are maxAgeSeconds, maxBytes/],
    [{ retention: { maxAgeSeconds: 0 } }, /retention.maxAgeSeconds must be a number above 0; got 0/],
    [{ retention: 7 }, /retention must be an object/],
    [{ malformed: 'drop' }, /malformed must be one of 'keep', 'reject'/],
    [{ readOnly: 1 }, /readOnly must be true or false; got 1/],
    [{ clock: 5 }, /clock must be a function/],
    [{ lineBytesMax: 1.5 }, /lineBytesMax must be a whole number from 1/],
    [{ cacheBytes: 0 }, /cacheBytes must be a whole number from 16777216/],
    [{ queryTimeoutMs: Number.NaN }, /queryTimeoutMs must be a number above 0/],
    [null, /the options of an engine must be an object/],
    ['logs', /the options of an engine must be an object/],
  ])('%j are refused', (options, message) => {
    const attempt = (): unknown => new LogAnalyticsEngine(options as EngineOptions);
    expect(attempt).toThrow(InvalidArgumentError);
    expect(attempt).toThrow(message);
  });

  test('may be left out', () => {
    const engine = new LogAnalyticsEngine({ directory: undefined, indexes: undefined });
    engine.ingestLog({ message: 'in memory' });
    expect(engine.countLogs()).toBe(1);
  });
});

describe('a query', () => {
  const engine = engineOf();
  const messages = (...args: Parameters<typeof engine.queryLogs>): string[] =>
    engine.queryLogs(...args).map(({ message }) => message);

  test('gives all entries in the order of time, then of coming in, and the reverse', () => {
    expect(messages()).toEqual(['Connection open', 'disk full', 'slow', 'connection lost']);
    expect(messages({}, { sortDesc: true })).toEqual(['connection lost', 'slow', 'disk full', 'Connection open']);
  });

  test('sorts by a field', () => {
    expect(messages({}, { sortBy: 'source' })).toEqual(['slow', 'connection lost', 'Connection open', 'disk full']);
    expect(messages({}, { sortBy: 'ms' })).toEqual(['connection lost', 'Connection open', 'disk full', 'slow']);
    expect(messages({}, { sortBy: 'severityScore', sortDesc: true })[0]).toBe('connection lost');
    expect(messages({}, { sortBy: 'message' })[0]).toBe('Connection open');
  });

  test('gives pages from 0, of 100 unless their size is given', () => {
    expect(messages({}, { page: 1, pageSize: 3 })).toEqual(['connection lost']);
    expect(messages({}, { page: 2, pageSize: 3 })).toEqual([]);
    expect(messages({}, { pageSize: 1 })).toEqual(['Connection open']);
    const many = new LogAnalyticsEngine();
    many.ingestLogs(Array.from({ length: 250 }, (_, i) => ({ ts: i, message: String(i) })));
    expect(many.queryLogs({}, { page: 2 }).map(({ message }) => message)).toEqual(
      Array.from({ length: 50 }, (_, i) => String(200 + i)),
    );
    expect(many.queryLogs()).toHaveLength(250);
  });

  test.each<[object, RegExp]>([
    [
      { pagesize: 3 },
      /unknown query option 'pagesize'; did you mean 'pageSize'\? Known are sortBy, sortDesc, page, pageSize/,
    ],
    [{ page: -1 }, /page must be a whole number from 0; got -1/],
    [{ pageSize: 0 }, /pageSize must be a whole number from 1; got 0/],
    [{ sortDesc: 'yes' }, /sortDesc must be true or false/],
    [{ sortBy: 7 }, /sortBy must be the name of a field/],
  ])('with the options %j is refused', (options, message) => {
    expect(() => engine.queryLogs({}, options)).toThrow(message);
  });

  test('with an unknown filter lists the known ones', () => {
    const message =
      /unknown filter 'levels'; did you mean 'level'\? The filters are startTime, endTime, level, source, tags/;
    for (const ask of ['queryLogs', 'countLogs', 'aggregateLogs', 'delete', 'queryJson'] as const) {
      expect(() => engine[ask]({ levels: 'x' } as object)).toThrow(message);
    }
  });

  test('takes a number for a time in milliseconds, whatever its size', () => {
    expect(messages({ startTime: 2000, endTime: 2500 })).toEqual(['disk full', 'slow']);
    expect(messages({ startTime: new Date(2001) })).toEqual(['connection lost']);
  });

  test('counts in groups', () => {
    expect(
      engine.aggregateLogs(
        { not: { source: 'none' } },
        { groupBy: 'level', histogram: { field: 'timestamp', interval: '1s' }, topN: { source: 1, tags: 5 } },
      ),
    ).toEqual({
      groupBy: { INFO: 1, error: 1, WARN: 1, ERROR: 1 },
      histogram: [
        { key: '1970-01-01T00:00:01Z', count: 1 },
        { key: '1970-01-01T00:00:02Z', count: 2 },
        { key: '1970-01-01T00:00:03Z', count: 1 },
      ],
      topN: {
        source: [['api', 2]],
        tags: [
          ['net', 2],
          ['db', 1],
        ],
      },
    });
  });

  test('that needs more than its budget says which, and how to narrow it', () => {
    const small = engineOf({ queryMemoryBytes: 3_000 });
    expect(() => small.queryLogs()).toThrow(LimitExceededError);
    expect(() => small.queryLogs()).toThrow(/the query needs more than 3000 bytes .* ask for a page/);
    expect(small.queryLogs({}, { pageSize: 1 })).toHaveLength(1);
    expect(small.countLogs()).toBe(4);
  });
});

test('an entry ages by the clock of the engine', () => {
  const engine = engineOf();
  expect(engine.queryLogs({}, { sortDesc: true })[0]!.ageSeconds).toBe((NOW_MS - 3000) / 1000);
});

test('statistics tell what is stored and what has happened', () => {
  let nowMs = NOW_MS;
  const vfs = new MemoryVfs();
  const engine = new LogAnalyticsEngine({ clock: () => nowMs, vfs });
  expect(engine.getStats()).toMatchObject({
    totalLogs: 0,
    levels: {},
    sources: {},
    tags: {},
    distinctKeywordsEstimate: 0,
    timeSpan: { from: null, to: null },
    ingestRatePerSecond: 0,
    problems: [],
  });
  engine.ingestLogs([...ENTRIES, { timestamp: 'never' }]);
  nowMs += 30_000;
  engine.ingestBytes(Buffer.from('{"timestamp":4,"message":"x"}\nbroken\n'));
  const statistics = engine.getStats();
  expect(statistics).toMatchObject({
    totalLogs: 6,
    levels: { ERROR: 2, INFO: 1, WARN: 1 },
    sources: { api: 2, db: 2 },
    tags: { net: 2, db: 1 },
    ingestRatePerSecond: 0.1,
    accepted: 6,
    malformed: 1,
    rejected: 1,
    droppedByHooks: 0,
    hookErrors: 0,
    rules: 0,
    alerts: 0,
  });
  expect(statistics.timeSpan).toEqual({ from: '1970-01-01T00:00:01Z', to: new Date(nowMs).toISOString() });
  expect(statistics.totalBytes).toBeGreaterThan(300);
  nowMs += 45_000;
  expect(engine.getStats().ingestRatePerSecond).toBeCloseTo(2 / 60);
  engine.flush();
  const flushed = engine.getStats();
  expect(flushed).toMatchObject({ totalLogs: 6, headRows: 0, segments: 1 });
  expect(flushed.compressionRatio).toBeCloseTo(flushed.totalBytes / flushed.storedBytes);
  expect(engine.delete({ level: 'error' })).toBe(2);
  expect(engine.getStats()).toMatchObject({ totalLogs: 4, levels: { INFO: 1, WARN: 1 }, tags: { net: 1, db: 1 } });
  engine.delete({ startTime: 4001 });
  expect(engine.getStats().timeSpan).toEqual({ from: '1970-01-01T00:00:01Z', to: '1970-01-01T00:00:04Z' });
});

describe('deletion', () => {
  test('tells how many, and lasts', () => {
    const vfs = new MemoryVfs();
    const engine = engineOf({ vfs });
    expect(engine.delete({ source: 'db' })).toBe(2);
    expect(engine.delete({ source: 'db' })).toBe(0);
    expect(engine.countLogs()).toBe(2);
    engine.compact();
    engine.close();
    const reopened = new LogAnalyticsEngine({ vfs });
    expect(reopened.queryLogs().map(({ message }) => message)).toEqual(['slow', 'connection lost']);
    expect(reopened.delete({})).toBe(2);
    expect(reopened.countLogs()).toBe(0);
  });
});

describe('an engine that is closed', () => {
  test('refuses everything but being closed again', () => {
    const engine = engineOf();
    engine.close();
    engine.close();
    engine[Symbol.dispose]();
    const hook = (): undefined => undefined;
    const uses: [string, () => unknown][] = [
      ['ingestLog', () => engine.ingestLog({})],
      ['ingestLogs', () => engine.ingestLogs([])],
      ['ingestBytes', () => engine.ingestBytes(new Uint8Array())],
      ['queryLogs', () => engine.queryLogs()],
      ['queryJson', () => engine.queryJson()],
      ['countLogs', () => engine.countLogs()],
      ['aggregateLogs', () => engine.aggregateLogs()],
      ['addPreIngestHook', () => engine.addPreIngestHook(hook)],
      ['addAlertNotificationHook', () => engine.addAlertNotificationHook(hook)],
      ['on', () => engine.on('alert', hook)],
      ['off', () => engine.off('alert', hook)],
      ['addAlertRule', () => engine.addAlertRule({ name: 'x', conditions: {} })],
      ['removeAlertRule', () => engine.removeAlertRule('x')],
      ['getAlertRules', () => engine.getAlertRules()],
      ['getAlerts', () => engine.getAlerts()],
      ['saveAlerts', () => engine.saveAlerts('x')],
      ['loadAlerts', () => engine.loadAlerts('x')],
      ['getStats', () => engine.getStats()],
      ['getStats', () => engine.exportMetricsPrometheus()],
      ['getStats', () => engine.exportMetricsJson()],
      ['delete', () => engine.delete({})],
      ['flush', () => engine.flush()],
      ['compact', () => engine.compact()],
      ['verify', () => engine.verify()],
    ];
    for (const [operation, use] of uses) {
      expect(use).toThrow(ClosedError);
      expect(use).toThrow(`${operation} is not possible: the engine is closed`);
    }
  });

  test('fails an ingestion of a file that is under way', async () => {
    const vfs = new MemoryVfs();
    vfs.createWhole('big.log', Buffer.from('{"message":"x"}\n'.repeat(700_000)));
    const engine = new LogAnalyticsEngine({ vfs });
    const ingestion = engine.ingestLogsFromFile('big.log', { onProgress: () => engine.close() });
    await expect(ingestion).rejects.toThrow(ClosedError);
  });
});

describe('an engine that only reads', () => {
  test('answers, and refuses what would change something', () => {
    const vfs = new MemoryVfs();
    const writer = engineOf({ vfs });
    writer.addAlertRule({ name: 'x', conditions: {} });
    writer.flush();
    const before = vfs.copy();
    const engine = new LogAnalyticsEngine({ vfs, readOnly: true });
    expect(engine.countLogs()).toBe(4);
    expect(engine.getAlertRules()).toHaveLength(1);
    expect(engine.getStats().totalLogs).toBe(4);
    expect(engine.verify().ok).toBe(true);
    const hook = (): undefined => undefined;
    engine.addPreIngestHook(hook);
    engine.on('alert', hook);
    for (const change of [
      () => engine.ingestLog({}),
      () => engine.ingestLogs([]),
      () => engine.ingestBytes(new Uint8Array()),
      () => engine.addAlertRule({ name: 'y', conditions: {} }),
      () => engine.removeAlertRule('x'),
      () => engine.loadAlerts('x'),
      () => engine.delete({}),
      () => engine.flush(),
      () => engine.compact(),
    ]) {
      expect(change).toThrow(ReadOnlyError);
    }
    engine.close();
    for (const { name } of before.list('tenants/default/shard-0').filter((each) => !each.isDirectory)) {
      const path = `tenants/default/shard-0/${name}`;
      expect(vfs.readWhole(path)).toEqual(before.readWhole(path));
    }
  });

  test('can be opened on nothing', () => {
    const engine = new LogAnalyticsEngine({ vfs: new MemoryVfs(), readOnly: true });
    expect(engine.queryLogs()).toEqual([]);
    engine.close();
  });
});

describe('a directory', () => {
  let directory = '';
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'log-analytics-'));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test('is made, holds the entries, and has one writer at a time', () => {
    const place = join(directory, 'some', 'where');
    {
      using engine = engineOf({ directory: place });
      expect(() => new LogAnalyticsEngine({ directory: place })).toThrow(LockedError);
      expect(new LogAnalyticsEngine({ directory: place, readOnly: true }).countLogs()).toBe(4);
      expect(engine.countLogs()).toBe(4);
    }
    using again = new LogAnalyticsEngine({ directory: place });
    expect(again.countLogs({ level: 'error' })).toBe(2);
    expect(again.verify()).toMatchObject({ ok: true, damaged: [] });
    again.saveAlerts(join(directory, 'alerts.json'));
    expect(again.loadAlerts(join(directory, 'alerts.json'))).toBe(0);
  });
});

test('what is no list and what are no bytes is said', () => {
  const engine = new LogAnalyticsEngine();
  expect(() => engine.ingestLogs({} as [])).toThrow('entries must be a list of entries; got an object');
  expect(() => engine.ingestBytes('{}' as unknown as Uint8Array)).toThrow(
    "ndjson must be a Uint8Array of JSON lines; got '{}'",
  );
});
