import { describe, expect, test } from 'vitest';
import { startServer } from './test-server.test-support.ts';

const LINES = [
  { _time: '2026-01-01T00:00:00Z', _msg: 'connection lost', level: 'error', source: 'api', user: { id: 7 } },
  { _time: '2026-01-01T00:00:01Z', _msg: 'connection made', level: 'info', source: 'api', user: { id: 8 } },
  { _time: '2026-01-01T00:00:02Z', _msg: 'disk full', level: 'error', source: 'db' },
];

describe('the server', () => {
  test('stores what it is sent, and finds it again', async () => {
    const { ingest, post, get } = await startServer();
    expect((await ingest(LINES)).status).toBe(200);
    const found = (await (await post('/api/v1/query', { filters: { level: 'ERROR' } })).json()) as {
      entries: unknown[];
    };
    expect(found.entries).toMatchObject([{ _msg: 'connection lost', user: { id: 7 } }, { _msg: 'disk full' }]);
    const lines = await (await get(`/select/logsql/query?query=${encodeURIComponent('user.id:8')}`)).text();
    expect(
      lines
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([{ _msg: 'connection made' }]);
  });

  test('says so where its port is taken', async () => {
    const { port } = await startServer();
    await expect(startServer({ argv: ['--port', String(port)] })).rejects.toThrow(
      /cannot listen on 127.0.0.1 port \d+: .*EADDRINUSE/,
    );
  });

  test('says what is wrong, where, and in the form of the route', async () => {
    const { post, get } = await startServer();
    const wrong = await post('/api/v1/query', { filters: { levl: 'ERROR' } });
    expect(wrong.status).toBe(400);
    expect(await wrong.json()).toMatchObject({
      error: {
        code: 'INVALID_ARGUMENT',
        message: expect.stringMatching(/the body: filters has an unknown key "levl"/),
      },
    });
    const syntax = await get('/select/logsql/query?query=(');
    expect(syntax.status).toBe(400);
    expect(syntax.headers.get('content-type')).toContain('text/plain');
    expect((await get('/nothing/here')).status).toBe(404);
    const method = await get('/api/v1/query');
    expect([method.status, method.headers.get('allow')]).toEqual([405, 'POST']);
  });
});
