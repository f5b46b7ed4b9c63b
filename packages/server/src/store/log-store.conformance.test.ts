/* Longer than 400 lines because: it is one suite, which every implementation goes through. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Alert,
  BatchConflictError,
  CancelledError,
  ClosedError,
  InvalidArgumentError,
  LimitExceededError,
  LogAnalyticsEngine,
  LogEntry,
  QuerySyntaxError,
  type ResultRow,
} from 'log-analytics-engine';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ConcurrentOptions } from './concurrent-options.ts';
import { InlineLogStore } from './inline-log-store.ts';
import type { LogStore, StoreQueryOptions } from './log-store.ts';
import { ThreadedTenantStores } from './threaded-tenant-stores.ts';

interface Implementation {
  readonly name: string;
  begin(): void | Promise<void>;
  /** An empty store. */
  open(): Promise<LogStore>;
  end(): Promise<void>;
}

/** All tests share the threads: each opens a tenant of its own. */
function concurrent(name: string, options: ConcurrentOptions): Implementation {
  let directory = '';
  let stores: ThreadedTenantStores;
  let count = 0;
  return {
    name,
    begin: async () => {
      directory = mkdtempSync(join(tmpdir(), 'log-store-'));
      stores = await ThreadedTenantStores.open(directory, options);
    },
    open: () => stores.open(`tenant-${count++}`),
    end: async () => {
      await stores.close();
      rmSync(directory, { recursive: true });
    },
  };
}

const IMPLEMENTATIONS: readonly Implementation[] = [
  {
    name: 'InlineLogStore',
    begin: () => undefined,
    open: async () => new InlineLogStore(),
    end: async () => undefined,
  },
  concurrent('ConcurrentLogStore', { queryWorkers: 2 }),
  concurrent('ConcurrentLogStore with split queries', { queryWorkers: 2, splitRowsMin: 0 }),
];

const DAY = Date.UTC(2026, 2, 2);

/** An entry of its own second. */
function row(second: number, fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    timestamp: new Date(DAY + second * 1000).toISOString(),
    level: second % 3 === 0 ? 'ERROR' : 'INFO',
    source: `source-${second % 2}`,
    message: `request ${second} took ${second * 7} ms`,
    ...fields,
  };
}

function lines(rows: readonly Record<string, unknown>[]): Uint8Array {
  return Buffer.from(rows.map((each) => `${JSON.stringify(each)}\n`).join(''));
}

function seconds(from: number, to: number): Record<string, unknown>[] {
  return Array.from({ length: to - from }, (_, i) => row(from + i));
}

async function all(store: LogStore, text: string, options?: StoreQueryOptions): Promise<ResultRow[]> {
  const rows: ResultRow[] = [];
  for await (const batch of store.queryBatches(text, options)) rows.push(...batch);
  return rows;
}

describe.each(IMPLEMENTATIONS)('$name', (implementation) => {
  let store: LogStore;

  async function open(): Promise<LogStore> {
    store = await implementation.open();
    return store;
  }

  beforeAll(() => implementation.begin());
  afterEach(async () => {
    await store.close();
  });
  afterAll(async () => await implementation.end());

  describe('ingestion', () => {
    it('stores lines, which queries see at once', async () => {
      const store = await open();
      const bytes = lines(seconds(0, 5));
      const length = bytes.length;
      const report = await store.ingestBytes(bytes);
      expect(report).toEqual({ accepted: 5, malformed: 0, rejected: 0, dropped: 0, bytes: length, errors: [] });
      expect(await store.countLogs()).toBe(5);
      expect(await all(store, '* | count()')).toEqual([{ 'count(*)': 5 }]);
    });

    it('is done with shared memory when it has answered', async () => {
      const store = await open();
      const memory = new Uint8Array(new SharedArrayBuffer(4 << 20));
      // Some that wait in the head for others, and some that fill blocks.
      for (const [from, to] of [
        [0, 5],
        [5, 9000],
        [9000, 9010],
        [9010, 18_500],
      ] as const) {
        const bytes = lines(seconds(from, to));
        memory.set(bytes);
        const report = await store.ingestBytes(memory.subarray(0, bytes.length));
        expect(report).toMatchObject({ accepted: to - from, malformed: 0, bytes: bytes.length });
        memory.fill(0x78);
      }
      expect(await all(store, '* | count(), count_uniq(message) messages, max(message) last')).toEqual([
        { 'count(*)': 18_500, messages: 18_500, last: 'request 18499 took 129493 ms' },
      ]);
      expect(await store.countLogs({ keyword: 'xx' })).toBe(0);
    });

    it('answers each of many calls for its own lines', async () => {
      const store = await open();
      const reports = await Promise.all(
        Array.from({ length: 50 }, (_, i) =>
          store.ingestBytes(
            i % 10 === 3
              ? Buffer.from(`\n${JSON.stringify(row(i))}\nno json ${i}\n`)
              : Buffer.from(JSON.stringify(row(i))),
          ),
        ),
      );
      for (const [i, report] of reports.entries()) {
        const isOdd = i % 10 === 3;
        expect(report).toMatchObject({ accepted: isOdd ? 2 : 1, malformed: isOdd ? 1 : 0, rejected: 0 });
        expect(report.errors.map(({ line }) => line)).toEqual(isOdd ? [3] : []);
      }
      expect(await store.countLogs()).toBe(55);
      expect(await store.countLogs({ keyword: 'json 13' })).toBe(1);
    });

    it('takes a body that is taken apart, and numbers its lines through', async () => {
      const store = await open();
      const padding = 'x'.repeat(500);
      const rows = Array.from({ length: 20_000 }, (_, i) => `${JSON.stringify(row(i, { padding }))}\n`);
      rows[7] = 'not json at all\n';
      rows[19_990] = 'neither is this';
      rows[19_991] = `\n${rows[19_991]}`;
      const report = await store.ingestBytes(Buffer.from(rows.join('')));
      expect(report).toMatchObject({ accepted: 20_000, malformed: 2, rejected: 0 });
      expect(report.errors.map(({ line }) => line)).toEqual([8, 19_991]);
      expect(await store.countLogs({ level: 'error' })).toBe(6667);
    });

    it('stores a batch once, however often it comes', async () => {
      const store = await open();
      const bytes = (): Uint8Array => Buffer.concat([lines(seconds(0, 40)), Buffer.from('no json\n')]);
      const send = (batchId: string): Promise<unknown> => store.ingestBytes(bytes(), { batchId });
      const reports = await Promise.all(Array.from({ length: 12 }, (_, i) => send(`batch-${i % 3}`)));
      expect(reports[0]).toMatchObject({ accepted: 41, malformed: 1, rejected: 0, errors: [{ line: 41 }] });
      for (const report of reports) expect(report).toEqual(reports[0]);
      expect(await store.countLogs()).toBe(3 * 41);
    });

    it('refuses other lines under the id of a batch, and stores what came with them', async () => {
      const store = await open();
      await store.ingestBytes(lines(seconds(0, 2)), { batchId: 'a' });
      const outcomes = await Promise.allSettled([
        store.ingestBytes(lines(seconds(2, 5)), { batchId: 'a' }),
        store.ingestBytes(lines(seconds(5, 9)), { batchId: 'b' }),
        store.ingestBytes(lines(seconds(9, 10))),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
      expect((outcomes[0] as PromiseRejectedResult).reason).toBeInstanceOf(BatchConflictError);
      expect(await store.countLogs()).toBe(7);
      expect(
        await store.ingestBytes(lines(seconds(2, 5)), { batchId: 'a', checksum: 'other' }).catch((e) => e),
      ).toBeInstanceOf(BatchConflictError);
    });

    it('takes nothing', async () => {
      const store = await open();
      expect(await store.ingestBytes(new Uint8Array(0))).toMatchObject({ accepted: 0, bytes: 0 });
      expect(await store.ingestBytes(Buffer.from('\n\r\n'))).toMatchObject({ accepted: 0, malformed: 0, bytes: 3 });
      expect(await all(store, '*')).toEqual([]);
    });

    it('refuses what are no bytes', async () => {
      const store = await open();
      await expect(store.ingestBytes('{}' as unknown as Uint8Array)).rejects.toThrow(InvalidArgumentError);
    });
  });

  describe('queries', () => {
    it('give rows in the order of their times', async () => {
      const store = await open();
      for (const second of [5, 1, 4, 2, 3]) await store.ingestBytes(lines([row(second)]));
      const messages = (await all(store, 'request')).map(({ _msg }) => _msg);
      expect(messages).toEqual([1, 2, 3, 4, 5].map((second) => `request ${second} took ${second * 7} ms`));
      const newest = await store.queryLogs({}, { sortDesc: true, pageSize: 2 });
      expect(newest.map(({ message }) => message)).toEqual(['request 5 took 35 ms', 'request 4 took 28 ms']);
    });

    it('give rows of one time in the order in which they came in one call', async () => {
      const store = await open();
      const timestamp = new Date(DAY).toISOString();
      await store.ingestBytes(lines(Array.from({ length: 20 }, (_, i) => row(i, { timestamp, n: i }))));
      expect((await all(store, '*')).map(({ n }) => n)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    });

    it('see rows of every kind of home', async () => {
      const store = await open();
      await store.ingestBytes(lines(seconds(0, 10)));
      await store.flush();
      await store.ingestBytes(lines(seconds(10, 20)));
      await store.compact();
      await store.ingestBytes(lines(seconds(20, 30)));
      await store.flush();
      await store.ingestBytes(lines(seconds(30, 40)));
      expect((await all(store, '* | fields _msg')).map(({ _msg }) => _msg)).toEqual(
        seconds(0, 40).map(({ message }) => message),
      );
      expect(await store.countLogs({ source: 'source-1' })).toBe(20);
    });

    it('give JSON lines of texts', async () => {
      const store = await open();
      await store.ingestBytes(lines([row(1, { n: 5, nested: { ok: true } })]));
      let text = '';
      for await (const bytes of store.queryLines('* | fields _time, n, nested.ok'))
        text += Buffer.from(bytes).toString();
      expect(text).toBe('{"_time":"2026-03-02T00:00:01Z","n":"5","nested.ok":"true"}\n');
    });

    it('give a long result whole, batch by batch', async () => {
      const store = await open();
      await store.ingestBytes(lines(seconds(0, 10_000)));
      let count = 0;
      let batches = 0;
      for await (const batch of store.queryBatches('* | fields _msg')) {
        for (const { _msg } of batch) expect(_msg).toBe(`request ${count} took ${count++ * 7} ms`);
        batches++;
      }
      expect(count).toBe(10_000);
      expect(batches).toBeGreaterThan(2);
      let text = '';
      for await (const bytes of store.queryLines('* | fields n')) text += Buffer.from(bytes).toString();
      expect(text).toBe('');
    });

    it('keep to their limits and times', async () => {
      const store = await open();
      await store.ingestBytes(lines(seconds(0, 100)));
      expect(await all(store, '*', { limit: 7 })).toHaveLength(7);
      expect(await all(store, '*', { limit: 0 })).toEqual([]);
      const options = { start: new Date(DAY + 10_000), end: new Date(DAY + 19_000) };
      expect(await all(store, '* | count() n', options)).toEqual([{ n: 10 }]);
      expect(await all(store, '_time:30s | count() n', { now: DAY + 100_000 })).toEqual([{ n: 30 }]);
    });

    it('answer filter objects as the engine does', async () => {
      const store = await open();
      const bytes = lines(seconds(0, 50));
      const engine = new LogAnalyticsEngine();
      engine.ingestBytes(bytes);
      await store.ingestBytes(bytes);
      const filters = { level: 'error', keyword: 'took' };
      expect(await store.queryJson(filters)).toEqual(engine.queryJson(filters));
      expect(await store.countLogs(filters)).toBe(engine.countLogs(filters));
      const grouping = { groupBy: ['source'] };
      expect(await store.aggregateLogs(filters, grouping)).toEqual(engine.aggregateLogs(filters, grouping));
      const [entry] = await store.queryLogs(filters);
      expect(entry).toBeInstanceOf(LogEntry);
      expect(JSON.stringify(entry)).toBe(JSON.stringify(engine.queryLogs(filters)[0]));
      engine.close();
    });

    it('answer pipes of all kinds as the engine does', async () => {
      const store = await open();
      const engine = new LogAnalyticsEngine();
      for (const [from, to] of [
        [0, 9000],
        [9000, 9100],
        [9100, 20_000],
        [20_000, 20_001],
      ] as const) {
        const bytes = lines(seconds(from, to));
        engine.ingestBytes(bytes);
        await store.ingestBytes(bytes);
      }
      for (const text of [
        '* | stats by (level, source) count() n, max(_time) last',
        'error | top 2 by (source)',
        '* | sort by (_time desc) | limit 5 | fields _msg',
        '_msg:~"took [0-9]{5}" | count() n',
        '_msg:in(source:source-1 | limit 2 | fields _msg) or 77 | fields _msg',
        '* | uniq by (level) | sort by (level)',
        '* | extract "request <number> took" | stats sum(number) sum',
        '* | offset 19990 | limit 20',
        '* | union (error | limit 3) | count() n',
      ]) {
        expect(await all(store, text)).toEqual(engine.query(text));
      }
      engine.close();
    });

    it('end when they are cancelled or left', async () => {
      const store = await open();
      await store.ingestBytes(lines(seconds(0, 5_000)));
      const controller = new AbortController();
      const run = async (): Promise<void> => {
        for await (const _ of store.queryBatches('*', { signal: controller.signal })) controller.abort();
      };
      await expect(run()).rejects.toThrow(CancelledError);
      await expect(all(store, '*', { signal: AbortSignal.abort() })).rejects.toThrow(CancelledError);
      for await (const batch of store.queryBatches('*')) {
        expect(batch.length).toBeGreaterThan(0);
        break;
      }
      expect(await all(store, '* | count() n')).toEqual([{ n: 5_000 }]);
    });

    it('are refused with the errors of the engine', async () => {
      const store = await open();
      await store.ingestBytes(lines(seconds(0, 3)));
      const syntax = await all(store, '* | sort by (').then(undefined, (error: unknown) => error);
      expect(syntax).toBeInstanceOf(QuerySyntaxError);
      expect(syntax).toMatchObject({ code: 'QUERY_SYNTAX', position: 13, found: '' });
      await expect(store.countLogs({ nonsense: 1 } as never)).rejects.toThrow(InvalidArgumentError);
      await expect(store.countLogs({ level: (() => 1) as never })).rejects.toThrow(InvalidArgumentError);
      await expect(store.queryLogs({}, { page: -1 })).rejects.toThrow(InvalidArgumentError);
      await expect(all(store, '*', { limit: -1 })).rejects.toThrow(InvalidArgumentError);
      const timeout = await all(store, '*', { timeoutMs: Number.MIN_VALUE }).then(undefined, (error: unknown) => error);
      expect(timeout).toBeInstanceOf(LimitExceededError);
      expect(timeout).toMatchObject({ limit: 'queryTimeoutMs' });
    });
  });

  describe('alerts', () => {
    const failures = { name: 'failures', conditions: { level: 'ERROR' }, threshold: 3, timeWindow: 60, cooldown: 0 };

    it('fire when entries come in, with samples', async () => {
      const store = await open();
      await store.ingestBytes(lines(seconds(0, 30)));
      const heard: Alert[] = [];
      const stop = store.onAlert((alert) => heard.push(alert));
      await store.addAlertRule(failures);
      expect((await store.getAlertRules()).map(({ name }) => name)).toEqual(['failures']);
      // One after the other, over all shards: every third is an error.
      for (let second = 100; second < 109; second++) await store.ingestBytes(lines([row(second)]));
      const alerts = await store.getAlerts();
      expect(alerts).toHaveLength(1);
      expect(heard).toEqual(alerts);
      expect(alerts[0]).toMatchObject({ ruleName: 'failures', count: 3, triggeredAt: '2026-03-02T00:01:48Z' });
      const samples = alerts[0]!.sampleLogs.map(({ message }) => message);
      expect(samples).toEqual([108, 105, 102].map((second) => row(second).message));
      stop();
      await store.ingestBytes(lines([row(111)]));
      expect(await store.getAlerts()).toHaveLength(2);
      expect(heard).toHaveLength(1);
      expect(await store.getStats()).toMatchObject({ rules: 1, alerts: 2 });
    });

    it('are those of the engine, whatever the rule', async () => {
      const store = await open();
      const engine = new LogAnalyticsEngine();
      const rules = [
        failures,
        { ...failures, name: 'by source', groupBy: ['source'], threshold: 2, cooldown: 20 },
        { name: 'slow', conditions: '_msg:~"took [0-9]{4,} ms"', threshold: 1, timeWindow: 1, cooldown: 0 },
        { name: 'never', conditions: { keyword: 'absent' }, threshold: 1, timeWindow: 10, cooldown: 0 },
      ];
      for (const rule of rules) {
        await store.addAlertRule(rule);
        engine.addAlertRule(rule);
      }
      // A few lines each, so that one worker has them all in their order.
      for (let second = 0; second < 200; second += 4) {
        const bytes = lines(seconds(second, second + 4));
        engine.ingestBytes(bytes);
        await store.ingestBytes(Buffer.from(bytes));
      }
      const alerts = await store.getAlerts();
      expect(alerts.length).toBeGreaterThan(10);
      expect(alerts.map((alert) => alert.toJSON())).toEqual(engine.getAlerts().map((alert) => alert.toJSON()));
      engine.close();
    });

    it('come no more from a rule that was removed', async () => {
      const store = await open();
      await store.addAlertRule({ ...failures, threshold: 1 });
      await store.ingestBytes(lines([row(3)]));
      expect(await store.removeAlertRule('failures')).toBe(true);
      expect(await store.removeAlertRule('failures')).toBe(false);
      await store.ingestBytes(lines([row(6)]));
      await store.addAlertRule({ ...failures, threshold: 1 });
      expect(await store.getAlerts()).toHaveLength(1);
      await store.ingestBytes(lines([row(9)]));
      expect((await store.getAlerts()).map(({ triggeredAt }) => triggeredAt)).toEqual([
        '2026-03-02T00:00:03Z',
        '2026-03-02T00:00:09Z',
      ]);
      await expect(store.addAlertRule({ name: '' } as never)).rejects.toThrow(InvalidArgumentError);
    });
  });

  it('says what it holds', async () => {
    const store = await open();
    await store.ingestBytes(lines(seconds(0, 30)));
    await store.ingestBytes(Buffer.from('no json\n'));
    expect(await store.getStats()).toMatchObject({
      totalLogs: 31,
      levels: { ERROR: 10, INFO: 20 },
      sources: { 'source-0': 15, 'source-1': 15 },
      accepted: 31,
      malformed: 1,
      rejected: 0,
      problems: [],
      timeSpan: { from: '2026-03-02T00:00:00Z' },
    });
  });

  it('deletes what passes a filter', async () => {
    const store = await open();
    await store.ingestBytes(lines(seconds(0, 20)));
    await store.flush();
    await store.ingestBytes(lines(seconds(20, 40)));
    expect(await store.delete({ source: 'source-1' })).toBe(20);
    expect(await store.delete({ source: 'source-1' })).toBe(0);
    expect(await store.countLogs()).toBe(20);
    await store.compact();
    expect(await store.countLogs()).toBe(20);
    expect(await store.countLogs({ source: 'source-1' })).toBe(0);
    expect(await store.verify()).toMatchObject({ ok: true, damaged: [] });
  });

  it('tells how a query was run', async () => {
    const store = await open();
    for (let part = 0; part < 4; part++) {
      await store.ingestBytes(lines(seconds(part * 9000, (part + 1) * 9000)));
      await store.flush();
    }
    const text = 'level:ERROR request | stats by (source) count() n, sum_len(_msg) l | sort by (n) | limit 1';
    const { query, filters, blocks, rows, steps, parts, ms } = await store.explainQuery(text, {
      start: DAY + 9_000_000,
    });
    expect(query).toBe(
      'level:ERROR request | stats by (source) count(*) as n, sum_len(_msg) as l | sort by (n) | limit 1',
    );
    expect(filters).toEqual([expect.stringMatching(/^_time:/), 'level:ERROR', 'request']);
    expect(rows.returned).toBe(1);
    expect(steps.map(({ step, on, rowsIn, rowsOut }) => [step, on, rowsIn, rowsOut])).toEqual([
      ['filter', 'columns', rows.considered, 9000],
      ['stats by (source) count(*) as n, sum_len(_msg) as l', 'columns', 9000, 2],
      ['sort by (n) limit 1', 'rows', 2, 1],
    ]);
    const { skipped, ...others } = blocks;
    expect(skipped.time).toBeGreaterThan(0);
    expect(others.read).toBeGreaterThan(0);
    expect(others.read + others.answered + others.unneeded + skipped.time).toBe(others.total);
    expect(parts.reduce((sum, part) => sum + part.considered, 0)).toBe(rows.considered);
    expect(ms).toBeGreaterThan(0);
    const isSplit = implementation.name === 'ConcurrentLogStore with split queries';
    expect(parts).toHaveLength(isSplit ? 2 : 1);
    expect(await store.explainQuery('* | limit 5')).toMatchObject({ rows: { returned: 5 }, parts: [{ read: 1 }] });
  });

  it('tells of wrong queries and ended ones in place of how they ran', async () => {
    const store = await open();
    await store.ingestBytes(lines(seconds(0, 3)));
    await expect(store.explainQuery('level:')).rejects.toThrow(QuerySyntaxError);
    await expect(store.explainQuery('*', { limit: -1 })).rejects.toThrow(InvalidArgumentError);
    await expect(store.explainQuery('*', { signal: AbortSignal.abort() })).rejects.toThrow(CancelledError);
    await store.close();
    await expect(store.explainQuery('*')).rejects.toThrow(ClosedError);
  });

  it('is closed after close', async () => {
    const store = await open();
    await store.ingestBytes(lines(seconds(0, 3)));
    await store.close();
    await store.close();
    await expect(store.ingestBytes(lines(seconds(0, 3)))).rejects.toThrow(ClosedError);
    await expect(store.countLogs()).rejects.toThrow(ClosedError);
    await expect(store.getStats()).rejects.toThrow(ClosedError);
    await expect(all(store, '*')).rejects.toThrow(ClosedError);
  });
});
