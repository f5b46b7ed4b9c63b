import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { head, RawClient } from './raw-client.test-support.ts';
import type { Route } from './route.ts';
import { startServer } from './test-server.test-support.ts';

const LINE = '{"_msg":"hello"}\n';
const POST = head('POST', '/insert/jsonline', { 'content-length': LINE.length }) + LINE;

describe('a server that stops', () => {
  test('under load loses nothing that it acknowledged, and answers what has begun', async () => {
    const { server, stores, port } = await startServer();
    const store = await stores.open('default');
    // Stores are closed at the end: what they hold must be looked at before.
    let stored = -1;
    const close = stores.close.bind(stores);
    stores.close = async () => {
      stored = await store.countLogs();
      await close();
    };
    let acknowledged = 0;
    let sent = 0;
    const shippers = Array.from({ length: 8 }, async () => {
      const client = await RawClient.connect(port);
      for (let answers = 1; ; answers++) {
        client.send(POST);
        sent++;
        const statuses = await client.answers(answers).catch(() => undefined);
        if (statuses === undefined) return;
        if (statuses.at(-1) !== 200) return client.socket.destroy();
        acknowledged++;
      }
    });
    while (acknowledged < 200) await sleep(1);
    await server.stop();
    await Promise.all(shippers);
    expect(stored).toBeGreaterThanOrEqual(acknowledged);
    expect(stored).toBeLessThanOrEqual(sent);
    await expect(RawClient.connect(port)).rejects.toThrow();
  });

  test('lets a body that has begun arrive, and takes no other', async () => {
    const { server, port } = await startServer();
    using begun = await RawClient.connect(port);
    begun.send(head('POST', '/insert/jsonline', { 'content-length': 2 * LINE.length }) + LINE);
    using other = await RawClient.connect(port);
    other.send(head('GET', '/ready'));
    await other.answers(1);
    other.send(POST.slice(0, 20));
    await sleep(50);
    const stopped = server.stop();
    other.send(POST.slice(20));
    expect((await other.answers(2))[1]).toBe(503);
    await other.closed();
    begun.send(LINE);
    expect(await begun.answers(1)).toEqual([200]);
    await begun.closed();
    await stopped;
  });

  test('ends tails at once, and what takes too long after a while', async () => {
    const ended: string[] = [];
    const waiting = (path: string, admission: Route['admission'] & string): Route => ({
      method: 'GET',
      path,
      role: 'read',
      summary: 'Waits',
      admission,
      handle: async (_request, _reply, { signal }) => {
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        ended.push(path);
        return { ended: true };
      },
    });
    const routes = [waiting('/tail', 'tail'), waiting('/query', 'query')];
    const { server, get } = await startServer({ argv: ['--stop-drain-timeout', '200ms'], routes });
    const answers = [get('/query'), get('/tail')];
    while (!(await (await get('/metrics')).text()).includes('log_analytics_tails_running 1')) await sleep(5);
    await sleep(50);
    await server.stop();
    expect(ended).toEqual(['/tail', '/query']);
    for (const answer of await Promise.all(answers)) expect(answer.status).toBe(200);
  });

  test('cuts all off when it is told to stop now', async () => {
    const { server, port } = await startServer();
    using begun = await RawClient.connect(port);
    begun.send(head('POST', '/insert/jsonline', { 'content-length': 2 * LINE.length }) + LINE);
    await sleep(50);
    const stopped = server.stop();
    await server.stopNow();
    await stopped;
    await begun.closed();
    expect(begun.received).toBe('');
  });
});
