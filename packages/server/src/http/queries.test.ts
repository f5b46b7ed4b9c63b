import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { head, RawClient } from './raw-client.test-support.ts';
import type { Route } from './route.ts';
import { startServer, type TestServer } from './test-server.test-support.ts';

/** A query that ends when it is told to, or cancelled. */
class HeldQuery {
  readonly route: Route;
  running = 0;
  cancelled = 0;
  readonly #ends = new Set<() => void>();

  constructor(admission: Route['admission'] & string) {
    this.route = {
      method: 'GET',
      path: `/held/${admission}`,
      role: 'read',
      summary: 'Waits',
      admission,
      handle: async (_request, _reply, { signal }) => {
        this.running++;
        await new Promise<void>((resolve) => {
          this.#ends.add(resolve);
          signal.addEventListener('abort', () => {
            this.cancelled++;
            resolve();
          });
        });
        this.running--;
        return { ok: true };
      },
    };
  }

  end(): void {
    for (const end of this.#ends) end();
    this.#ends.clear();
  }

  async runs(count: number): Promise<void> {
    while (this.running !== count) await sleep(5);
  }
}

describe('queries', () => {
  test('run so many at once; others wait, and are told so when it takes too long', async () => {
    const held = new HeldQuery('query');
    const argv = ['--query-concurrency-max', '2', '--query-queue-max', '1', '--query-queue-timeout', '150ms'];
    const { get, url } = await startServer({ argv, routes: [held.route] });
    const first = [get('/held/query'), get('/held/query')];
    await held.runs(2);
    const waiting = get('/held/query');
    while (!(await metric(url, 'log_analytics_queries_waiting 1'))) await sleep(5);
    const refused = await get('/held/query');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
    expect(await refused.json()).toMatchObject({ error: { code: 'OVERLOADED', retryAfterSeconds: 5 } });
    expect((await waiting).status).toBe(429);
    const next = get('/held/query');
    held.end();
    for (const answer of await Promise.all(first)) expect(answer.status).toBe(200);
    await held.runs(1);
    held.end();
    expect((await next).status).toBe(200);
  });

  test('end when their client goes away, and leave their place', async () => {
    const held = new HeldQuery('query');
    const { port, get } = await startServer({ argv: ['--query-concurrency-max', '1'], routes: [held.route] });
    const client = await RawClient.connect(port);
    client.send(head('GET', '/held/query'));
    await held.runs(1);
    client.socket.destroy();
    await held.runs(0);
    expect(held.cancelled).toBe(1);
    const next = get('/held/query');
    await held.runs(1);
    held.end();
    expect((await next).status).toBe(200);
  });

  test('tails have places of their own, and take those of queries from nobody', async () => {
    const held = new HeldQuery('tail');
    const { get } = await startServer({
      argv: ['--query-tails-max', '1', '--query-concurrency-max', '1'],
      routes: [held.route],
    });
    const tail = get('/held/tail');
    await held.runs(1);
    expect((await get('/held/tail')).status).toBe(429);
    expect((await get('/api/v1/stats')).status).toBe(200);
    held.end();
    expect((await tail).status).toBe(200);
  });

  test('a reader that takes nothing is cut off, and the answer is not held in memory', async () => {
    let sent = 0;
    const endless: Route = {
      method: 'GET',
      path: '/endless',
      role: 'read',
      summary: 'Never ends',
      admission: 'query',
      async handle(_request, reply, { signal }) {
        const chunk = Buffer.alloc(1 << 20);
        const { Readable } = await import('node:stream');
        const chunks = async function* (): AsyncGenerator<Buffer> {
          for (; !signal.aborted; sent += chunk.length) yield chunk;
        };
        return reply.type('text/plain').send(Readable.from(chunks(), { objectMode: false }));
      },
    };
    const server = await startServer({ argv: ['--http-idle-timeout', '200ms'], routes: [endless] });
    const client = await RawClient.connect(server.port);
    client.socket.pause();
    client.send(head('GET', '/endless'));
    while (!(await metric(server.url, 'log_analytics_queries_running 1'))) await sleep(5);
    while (!(await metric(server.url, 'log_analytics_queries_running 0'))) await sleep(20);
    expect(sent).toBeLessThan(64 << 20);
    client.socket.destroy();
  });

  test('a long answer comes whole, page by page or as lines', async () => {
    const server = await startServer();
    const lines = Array.from({ length: 3000 }, (_, n) => ({
      _time: new Date(1767225600000 + n).toISOString(),
      _msg: `row ${n} ${'x'.repeat(200)}`,
      n,
    }));
    await server.ingest(lines);
    const pages = await entries(server, { pageSize: 2500 });
    expect([pages.length, (await entries(server, { pageSize: 2500, page: 1 })).length]).toEqual([2500, 500]);
    expect(pages[2499]).toMatchObject({ n: 2499 });
    const text = await (await server.get('/select/logsql/query?query=*&limit=0')).text();
    expect(text.split('\n').length - 1).toBe(3000);
  });
});

async function entries(server: TestServer, options: object): Promise<unknown[]> {
  return ((await (await server.post('/api/v1/query', options)).json()) as { entries: unknown[] }).entries;
}

async function metric(url: string, line: string): Promise<boolean> {
  return (await (await fetch(`${url}/metrics`)).text()).includes(`\n${line}\n`);
}
