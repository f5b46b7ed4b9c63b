import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { head, RawClient } from './raw-client.test-support.ts';
import { startServer, type TestServer } from './test-server.test-support.ts';

const LINE = '{"_msg":"hello"}\n';
const POST = head('POST', '/insert/jsonline', { 'content-length': LINE.length }) + LINE;

async function count(server: TestServer): Promise<number> {
  return ((await (await server.post('/api/v1/count', {})).json()) as { count: number }).count;
}

describe('connections', () => {
  test('requests that come at once are answered in their order', async () => {
    const server = await startServer();
    using client = await RawClient.connect(server.port);
    const get = head('GET', '/health');
    client.send(
      POST + get + POST + head('GET', '/nothing') + POST + head('POST', '/_bulk', { 'content-length': 0 }) + get,
    );
    const statuses = await client.answers(7);
    expect(statuses.slice(0, 5)).toEqual([200, 200, 200, 404, 200]);
    expect(statuses[6]).toBe(200);
    expect(await count(server)).toBe(3);
  });

  test('requests may arrive in any pieces', async () => {
    const server = await startServer();
    using client = await RawClient.connect(server.port);
    client.socket.setNoDelay(true);
    for (const piece of (POST + POST).match(/[\s\S]{1,7}/g)!) {
      client.send(piece);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await client.answers(2)).toEqual([200, 200]);
    expect(await count(server)).toBe(2);
  });

  test('a client that sends no more still gets its answers', async () => {
    const server = await startServer();
    const client = await RawClient.connect(server.port, { allowHalfOpen: true });
    client.socket.end(POST + head('GET', '/api/v1/rules'));
    expect(await client.answers(2)).toEqual([200, 200]);
    await client.closed();
    expect(client.received).toContain('{"rules":[]}');
  });

  test('what is no HTTP, has too long a head, or never ends it, is turned away', async () => {
    const { port } = await startServer({ argv: ['--http-header-bytes-max', '1KiB', '--http-headers-timeout', '1s'] });
    using garbage = await RawClient.connect(port);
    garbage.send('EHLO example.org\r\n\r\n');
    expect(await garbage.answers(1)).toEqual([400]);
    using long = await RawClient.connect(port);
    long.send(head('GET', '/health', { padding: 'x'.repeat(5000) }));
    expect(await long.answers(1)).toEqual([431]);
    using slow = await RawClient.connect(port);
    slow.send('GET /health HTTP/1.1\r\nhost: localhost\r\nx-slow: ');
    expect(await slow.answers(1)).toEqual([408]);
    await slow.closed();
  });

  test('there are only so many', async () => {
    const { port } = await startServer({ argv: ['--http-connections-max', '3'] });
    const clients = [];
    for (let i = 0; i < 3; i++) {
      const client = await RawClient.connect(port);
      client.send(head('GET', '/health'));
      expect(await client.answers(1)).toEqual([200]);
      clients.push(client);
    }
    const tooMany = await RawClient.connect(port);
    await tooMany.closed();
    clients[0]!.socket.destroy();
    for (;;) {
      using again = await RawClient.connect(port);
      again.send(head('GET', '/health'));
      const isServed = await again.answers(1).catch(() => undefined);
      if (isServed !== undefined) break;
    }
    for (const client of clients) client.socket.destroy();
  });

  test('another name for a server without credentials is refused, an address is not', async () => {
    const server = await startServer({ argv: ['--http-hosts', 'logs.example.org'] });
    const statusFor = (host: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const options = { port: server.port, host: '127.0.0.1', path: '/api/v1/rules', headers: { host } };
        request(options, (answer) => resolve(answer.resume().statusCode))
          .on('error', reject)
          .end();
      });
    for (const host of ['localhost', 'localhost:4280', '127.0.0.1:1', '[::1]:80', 'logs.example.org', 'a.localhost']) {
      expect(await statusFor(host), host).toBe(200);
    }
    for (const host of ['evil.example', 'evil.example:4280', 'localhost.evil.example']) {
      expect(await statusFor(host), host).toBe(403);
    }
  });

  test('answers of the API are kept from being framed, sniffed and cached', async () => {
    const { get } = await startServer();
    const page = await get('/', { accept: 'text/html' });
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'; .*script-src 'self'/);
    expect(await page.text()).toContain('<!doctype html>');
    for (const answer of [
      page,
      await get('/api/v1/rules'),
      await get('/nothing'),
      await get('/select/logsql/query?query=*'),
    ]) {
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
        'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
      });
    }
  });

  test('a client of Elasticsearch finds at the root what it looks for', async () => {
    const { get } = await startServer();
    expect(await (await get('/', { 'user-agent': 'Elastic-filebeat/8.19.0' })).json()).toMatchObject({
      version: { number: expect.any(String) },
    });
    expect(await (await get('/', { 'user-agent': 'curl/8' })).text()).toContain('/insert/jsonline');
  });
});
