import { describe, expect, test } from 'vitest';
import { startServer, type TestServer } from '../http/test-server.test-support.ts';

const LINES = [
  { _time: '2026-01-01T00:00:00Z', _msg: 'login failed', level: 'error', source: 'api', user_id: 7 },
  { _time: '2026-01-01T00:00:01Z', _msg: 'login failed', level: 'error', source: 'web', user_id: 8 },
  { _time: '2026-01-01T00:00:02Z', _msg: 'login done', level: 'info', source: 'web', big: '@' },
];
/** An integer that no number of JavaScript holds. */
const BIG = '12345678901234567890';

async function started(): Promise<TestServer> {
  const server = await startServer();
  const body = LINES.map((line) => `${JSON.stringify(line).replace('"@"', BIG)}\n`).join('');
  await fetch(`${server.url}/insert/jsonline`, { method: 'POST', body });
  return server;
}

async function answer(response: Response | Promise<Response>): Promise<unknown> {
  return JSON.parse(await (await response).text());
}

describe('the native API', () => {
  test('answers filters by pages, counts and groups', async () => {
    const { post } = await started();
    expect(
      await answer(post('/api/v1/query', { filters: { source: 'web' }, sortDesc: true, pageSize: 1 })),
    ).toMatchObject({
      entries: [{ _msg: 'login done' }],
    });
    expect(await answer(post('/api/v1/count', { filters: { metadata: { user_id: { gte: 8 } } } }))).toEqual({
      count: 1,
    });
    expect(await answer(post('/api/v1/aggregate', { groupBy: 'source', topN: { level: 1 } }))).toEqual({
      groupBy: { api: 1, web: 2 },
      topN: { level: [['error', 2]] },
    });
    expect(await answer(post('/api/v1/query', { filters: { not: { not: { query: 'done' } } } }))).toMatchObject({
      entries: [{ _msg: 'login done' }],
    });
  });

  test('compares integers of any size exactly', async () => {
    const { url } = await started();
    const count = async (value: string): Promise<unknown> => {
      const body = `{"filters":{"metadata":{"big":${value}}}}`;
      return await answer(
        fetch(`${url}/api/v1/count`, { method: 'POST', headers: { 'content-type': 'application/json' }, body }),
      );
    };
    expect(await count(BIG)).toEqual({ count: 1 });
    expect(await count('12345678901234567891')).toEqual({ count: 0 });
  });

  test.each([
    ['/api/v1/query', { pageSize: 0 }, 'the body: pageSize'],
    ['/api/v1/query', { pageSize: 10_001 }, '10000'],
    ['/api/v1/query', { filters: { metadata: { a: { gt: 'x' } } } }, 'the body: filters.metadata.a'],
    ['/api/v1/query', { filters: { regex: '(' } }, 'regex'],
    ['/api/v1/query', [], 'the body must be an object; got a list'],
    ['/api/v1/count', { filtres: {} }, 'filtres'],
    ['/api/v1/aggregate', { histogram: { field: 'timestamp', interval: 'soon' } }, 'interval'],
    ['/api/v1/rules', { name: 'a' }, 'conditions'],
    ['/api/v1/rules', { name: 'a', conditions: {}, severity: 'worst' }, 'severity'],
  ])('%s refuses %j', async (path, body, message) => {
    const { post } = await started();
    const response = await post(path, body);
    expect(response.status).toBe(400);
    expect(await answer(response)).toMatchObject({
      error: { code: 'INVALID_ARGUMENT', message: expect.stringContaining(message) },
    });
  });

  test('a body that is no JSON, or says that it is something else, is refused', async () => {
    const { url } = await startServer();
    const send = (body: string, type: string): Promise<Response> =>
      fetch(`${url}/api/v1/query`, { method: 'POST', headers: { 'content-type': type }, body });
    expect(await answer(send('{"filters":', 'application/json'))).toMatchObject({
      error: { message: /the body is no JSON/ },
    });
    expect((await send('{}', 'text/plain')).status).toBe(400);
    expect((await send('', 'application/json')).status).toBe(200);
    expect(await answer(send('{"__proto__":{"a":1}}', 'application/json'))).toMatchObject({ error: {} });
  });

  test('rules are added, watch what comes in, and are removed', async () => {
    const { post, get, ingest, url } = await startServer();
    const added = await post('/api/v1/rules', {
      name: 'bursts',
      conditions: { level: 'error' },
      threshold: 2,
      severity: 'high',
    });
    expect([added.status, await answer(added)]).toMatchObject([201, { name: 'bursts', timeWindow: 300 }]);
    expect((await post('/api/v1/rules', { name: 'words', conditions: 'done' })).status).toBe(201);
    expect((await post('/api/v1/rules', { name: 'wrong', conditions: '((' })).status).toBe(400);
    await ingest(LINES);
    expect(await answer(get('/api/v1/alerts?rule=bursts'))).toMatchObject({
      alerts: [{ ruleName: 'bursts', count: 2, severity: 'high', sampleLogs: [{ source: 'web' }, { source: 'api' }] }],
    });
    expect(await answer(get('/api/v1/alerts?limit=1'))).toMatchObject({ alerts: [{ ruleName: 'words' }] });
    expect((await get('/api/v1/alerts?limit=no')).status).toBe(400);
    const remove = (name: string): Promise<Response> => fetch(`${url}/api/v1/rules/${name}`, { method: 'DELETE' });
    expect([(await remove('bursts')).status, (await remove('bursts')).status]).toEqual([204, 404]);
    expect(await answer(get('/api/v1/rules'))).toMatchObject({ rules: [{ name: 'words' }] });
  });

  test('a rule is tested on entries that are there', async () => {
    const { post, ingest } = await startServer();
    const lines = Array.from({ length: 3000 }, (_, n) => ({
      _time: new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString(),
      _msg: n % 1000 < 3 ? 'login failed' : 'login done',
      level: 'info',
    }));
    await ingest(lines);
    const rule = {
      name: 'r',
      conditions: { phrase: 'failed' },
      threshold: 3,
      timeWindow: 5,
      cooldown: 0,
      enabled: false,
    };
    const whole = await answer(post('/api/v1/rules/backtest', { rule }));
    expect(whole).toMatchObject({ matches: 9, alerts: [{ count: 3, triggeredAt: '2026-01-01T00:00:02Z' }, {}, {}] });
    const logsql = { rule: { ...rule, conditions: 'failed' }, startTime: '2026-01-01T00:10:00Z' };
    expect(await answer(post('/api/v1/rules/backtest', logsql))).toMatchObject({ matches: 6, alerts: [{}, {}] });
    expect((await post('/api/v1/rules/backtest', { rule: { ...rule, kind: 'absence' } })).status).toBe(400);
    expect(await answer(post('/api/v1/alerts', {}))).toMatchObject({ error: { code: 'METHOD_NOT_ALLOWED' } });
  });

  test('statistics tell what a tenant holds and has used', async () => {
    const server = await startServer({ argv: ['--tenants-quotas', '{"acme":{"ingestBytesPerSecond":1000000}}'] });
    await server.ingest(LINES, { 'x-scope-orgid': 'acme' });
    expect(await answer(server.get('/api/v1/stats', { 'x-scope-orgid': 'acme' }))).toMatchObject({
      tenant: 'acme',
      totalLogs: 3,
      levels: { ERROR: 2, INFO: 1 },
      usage: { entries: 3, quota: { ingestBytesPerSecond: 1_000_000, storedBytesMax: 0 } },
    });
    expect(await answer(server.get('/api/v1/tenants'))).toMatchObject({
      tenants: [
        { tenant: 'acme', usage: { entries: 3 } },
        { tenant: 'default', usage: { entries: 0 } },
      ],
    });
  });

  test('a tenant that has sent too much of late is told when to go on', async () => {
    const { ingest } = await startServer({ argv: ['--tenants-ingest-bytes-per-second', '10'] });
    expect((await ingest(LINES)).status).toBe(200);
    const refused = await ingest(LINES);
    expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([429, expect.any(Number)]);
    expect((await ingest(LINES, { 'x-scope-orgid': 'other' })).status).toBe(200);
  });
});
