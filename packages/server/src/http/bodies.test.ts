import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, createGzip, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { snappyCompress } from 'hysnappy';
import { describe, expect, test } from 'vitest';
import type { Receiver } from '../receivers/receiver.ts';
import { RECEIVERS } from '../receivers/receiver-registry.ts';
import { head, RawClient } from './raw-client.test-support.ts';
import { startServer, type TestServer } from './test-server.test-support.ts';

const LINE = '{"_msg":"hello","level":"info"}\n';

/** Holds the whole body, and stores it. */
const wholeReceiver: Receiver = {
  name: 'whole',
  routes: [{ method: 'POST', path: '/whole' }],
  async receive(request, context) {
    const { accepted } = await context.store(await request.readWhole());
    return { status: 200, body: `${accepted}` };
  },
};

const receivers = [...RECEIVERS, wholeReceiver];

async function send(
  { url }: TestServer,
  body: Uint8Array | ReadableStream<Uint8Array>,
  encoding?: string,
  path = '/insert/jsonline',
): Promise<Response> {
  const headers = encoding === undefined ? {} : { 'content-encoding': encoding };
  return await fetch(url + path, { method: 'POST', headers, body, duplex: 'half' } as RequestInit);
}

async function count(server: TestServer): Promise<number> {
  const answer = (await (await server.post('/api/v1/count', {})).json()) as { count: number };
  return answer.count;
}

describe('slow bodies', () => {
  const argv = ['--http-idle-timeout', '200ms'];
  const POST = { 'transfer-encoding': 'chunked' };
  const piece = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;

  /** Sends a line now and then until there is an answer, or it was so often. */
  async function trickle(client: RawClient, times: number): Promise<void> {
    for (let i = 0; i < times && client.received === ''; i++) {
      client.send(piece(LINE));
      await sleep(50);
    }
  }

  test('are cut off where they are held whole and come too slowly', async () => {
    const { port } = await startServer({ receivers, argv });
    using client = await RawClient.connect(port);
    client.send(head('POST', '/whole', POST));
    await trickle(client, 200);
    expect(await client.answers(1)).toEqual([408]);
    await client.until(() => client.received.endsWith('complete\n'));
    expect(client.received).toContain('the body came at less than 1024 bytes a second (http.bodyBytesPerSecondMin)');
  });

  test('are taken where the floor is taken away', async () => {
    const server = await startServer({ receivers, argv: [...argv, '--http-body-bytes-per-second-min', '0'] });
    using client = await RawClient.connect(server.port);
    client.send(head('POST', '/whole', POST));
    await trickle(client, 20);
    client.send(piece(''));
    expect(await client.answers(1)).toEqual([200]);
    expect(await count(server)).toBe(20);
  });

  test('of lines are stored as they come, a second behind at most while more come', async () => {
    const server = await startServer({ receivers, argv });
    using client = await RawClient.connect(server.port);
    client.send(head('POST', '/insert/jsonline', POST));
    while ((await count(server)) === 0) await trickle(client, 5);
    expect(client.received).toBe('');
    client.send(piece(''));
    expect(await client.answers(1)).toEqual([200]);
  });
});

describe('bodies', () => {
  test.each([
    ['identity', Buffer.from(LINE)],
    ['gzip', gzipSync(LINE)],
    ['X-GZIP', gzipSync(LINE)],
    ['gzip', Buffer.concat([gzipSync(LINE.slice(0, 9)), gzipSync(LINE.slice(9))])],
    ['deflate', deflateSync(LINE)],
    ['deflate', deflateRawSync(LINE)],
    ['zstd', zstdCompressSync(LINE)],
    ['zstd', Buffer.concat([zstdCompressSync(LINE.slice(0, 9)), zstdCompressSync(LINE.slice(9))])],
    ['br', brotliCompressSync(LINE)],
    ['none', Buffer.from(LINE)],
    ['snappy', snappyCompress(Buffer.from(LINE))],
    ['gzip', Buffer.alloc(0)],
  ])('%s is decompressed', async (encoding, body) => {
    const server = await startServer({ receivers });
    expect((await send(server, body, encoding)).status).toBe(200);
    expect((await send(server, body, encoding, '/whole')).status).toBe(200);
    expect(await count(server)).toBe(body.length === 0 ? 0 : 2);
  });

  test.each([
    ['gzip', Buffer.from('no gzip at all'), 400],
    ['gzip', gzipSync(LINE).subarray(0, 20), 400],
    ['zstd', Buffer.from('no zstd at all'), 400],
    ['snappy', Buffer.from('no snappy at all'), 400],
    ['snappy', Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f, 0), 413],
    ['lzma', Buffer.from(LINE), 415],
    ['gzip, gzip', gzipSync(gzipSync(LINE)), 415],
  ])('%s that is none is refused', async (encoding, body, status) => {
    const server = await startServer({ receivers });
    for (const path of ['/insert/jsonline', '/whole']) {
      expect((await send(server, body, encoding, path)).status).toBe(status);
    }
    expect(await count(server)).toBe(0);
  });

  test('a bomb runs through in flat memory, and one to be held is refused', async () => {
    const server = await startServer({ receivers, argv: ['--ingest-body-bytes-max', '1MiB'] });
    const gzip = createGzip();
    const zeros = Buffer.alloc(1 << 20);
    for (let mebibyte = 0; mebibyte < 256; mebibyte++) gzip.write(zeros);
    gzip.end();
    const bomb = Buffer.concat(await gzip.toArray());
    expect(bomb.length).toBeLessThan(300_000);
    const before = process.memoryUsage().rss;
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss);
    }, 5);
    const streamed = await send(server, bomb, 'gzip');
    clearInterval(watch);
    expect(streamed.status).toBe(200);
    expect(most - before).toBeLessThan(128 * 1024 * 1024);
    const whole = await send(server, bomb, 'gzip', '/whole');
    expect([whole.status, await whole.text()]).toEqual([413, expect.stringContaining('a body may have 1048576 bytes')]);
    expect((await send(server, Buffer.from(LINE))).status).toBe(200);
    expect(await count(server)).toBe(1);
  });

  test('a body that is too long to be held is refused before it is sent, and the answer arrives', async () => {
    const server = await startServer({ receivers, argv: ['--ingest-body-bytes-max', '1MiB'] });
    using client = await RawClient.connect(server.port);
    client.send(head('POST', '/whole', { 'content-length': 10 << 20 }));
    expect(await client.answers(1)).toEqual([413]);
    // What the client sends all the same does not cost it the answer.
    client.send(Buffer.alloc(1 << 20));
    await client.closed();
    expect(client.received).toContain('Connection: close');
    expect(await count(server)).toBe(0);
  });

  test('bodies that are held are limited together', async () => {
    const argv = ['--ingest-bytes-in-flight-max', '1MiB', '--ingest-tenant-bytes-in-flight-max', '1MiB'];
    const server = await startServer({ receivers, argv });
    using first = await RawClient.connect(server.port);
    first.send(head('POST', '/whole', { 'content-length': 2 << 20 }));
    first.send(Buffer.alloc(900 << 10, '\n'));
    await heldBytes(server, (bytes) => bytes >= 900 << 10);
    const second = await send(server, Buffer.alloc(200 << 10, '\n'), undefined, '/whole');
    expect([second.status, second.headers.get('retry-after')]).toEqual([429, '2']);
    first.socket.destroy();
    await heldBytes(server, (bytes) => bytes === 0);
    expect((await send(server, Buffer.alloc(200 << 10, '\n'), undefined, '/whole')).status).toBe(200);
  });

  test('a body that pauses for too long is given up, with an answer', async () => {
    const server = await startServer({ receivers, argv: ['--http-idle-timeout', '100ms'] });
    for (const path of ['/insert/jsonline', '/whole']) {
      using client = await RawClient.connect(server.port);
      client.send(head('POST', path, { 'content-length': 1000 }) + LINE);
      expect(await client.answers(1)).toEqual([408]);
      await client.closed();
    }
    using api = await RawClient.connect(server.port);
    api.send(`${head('POST', '/api/v1/query', { 'content-length': 1000, 'content-type': 'application/json' })}{`);
    expect(await api.answers(1)).toEqual([408]);
  });

  test('a slow body that does not pause is taken', async () => {
    const server = await startServer({ argv: ['--http-idle-timeout', '400ms'] });
    using client = await RawClient.connect(server.port);
    client.send(head('POST', '/insert/jsonline', { 'transfer-encoding': 'chunked' }));
    for (const byte of LINE) {
      client.send(`1\r\n${byte}\r\n`);
      await sleep(15);
    }
    client.send('0\r\n\r\n');
    expect(await client.answers(1)).toEqual([200]);
    expect(await count(server)).toBe(1);
  });

  test('a client that goes away in the middle leaves nothing behind', async () => {
    const server = await startServer({ receivers });
    for (const path of ['/insert/jsonline', '/whole', '/api/v1/query']) {
      for (const encoding of ['identity', 'gzip']) {
        const client = await RawClient.connect(server.port);
        client.send(head('POST', path, { 'content-length': 1000, 'content-encoding': encoding }));
        client.send(gzipSync(LINE).subarray(0, 10));
        await sleep(20);
        client.socket.destroy();
      }
    }
    await heldBytes(server, (bytes) => bytes === 0);
    expect(server.server.ingest.inFlight.total).toBe(0);
    expect((await send(server, Buffer.from(LINE))).status).toBe(200);
    expect(await count(server)).toBe(1);
  });

  test('a receiver with a defect costs a connection, not the server', async () => {
    const broken: Receiver = {
      name: 'broken',
      routes: [{ method: 'POST', path: '/broken' }],
      receive: async ({ query }) => {
        if (query.has('throws')) throw new TypeError('a defect');
        return { status: 200, headers: { 'x-wrong': 'a\nb' } };
      },
      errorAnswer: () => {
        throw new TypeError('another defect');
      },
    };
    const server = await startServer({ receivers: [...receivers, broken] });
    for (const path of ['/broken', '/broken?throws']) {
      await expect(send(server, Buffer.from(LINE), undefined, path)).rejects.toThrow();
    }
    expect((await send(server, Buffer.from(LINE))).status).toBe(200);
  });

  test('the body of a request of the API is limited and may be compressed', async () => {
    const server = await startServer({ argv: ['--http-body-bytes-max', '2KiB'] });
    const query = (body: Uint8Array, encoding?: string): Promise<Response> =>
      send(server, body, encoding, '/api/v1/count');
    expect((await query(gzipSync('{}'), 'gzip')).status).toBe(400);
    expect((await query(Buffer.alloc(4096, 'a'))).status).toBe(413);
    expect((await query(gzipSync(Buffer.alloc(4 << 20)), 'gzip')).status).toBe(413);
  });
});

/** Waits until so many bytes are held; what is held does not change without a reason, so a test that fails here hangs. */
async function heldBytes({ server }: TestServer, isRight: (bytes: number) => boolean): Promise<void> {
  while (!isRight(server.ingest.held.total)) await sleep(10);
}
