import { request } from 'node:http';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { answerEncoding } from './answer-encoding.ts';
import { startServer, type TestServer } from './test-server.test-support.ts';

test.each([
  [undefined, undefined],
  ['', undefined],
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['gzip, deflate, br', 'gzip'],
  ['gzip, deflate, br, zstd', 'zstd'],
  ['gzip;q=1.0, zstd;q=0.5', 'gzip'],
  ['gzip; q=0', undefined],
  ['GZIP;Q=0.1', 'gzip'],
  ['*', 'zstd'],
  ['zstd;q=0, *;q=0.3', 'gzip'],
  ['gzip;q=0.5, identity', undefined],
  ['identity;q=0.5, gzip', 'gzip'],
  ['br', undefined],
  ['gzip;q=nonsense', undefined],
])('for the clients that accept %j it is %j', (accepted, expected) => {
  expect(answerEncoding(accepted)).toBe(expected);
});

interface RawAnswer {
  readonly encoding: string | undefined;
  readonly vary: string | undefined;
  readonly body: Buffer;
}

/** As `fetch`, which would decompress. */
function ask({ port }: TestServer, path: string, accepted?: string): Promise<RawAnswer> {
  const headers = accepted === undefined ? {} : { 'accept-encoding': accepted };
  return new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', path, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const { 'content-encoding': encoding, vary } = answer.headers;
        resolve({ encoding, vary, body: Buffer.concat(chunks) });
      });
    })
      .on('error', reject)
      .end();
  });
}

const DECODE = { gzip: gunzipSync, zstd: zstdDecompressSync };

describe('answers', () => {
  test('of all kinds are compressed where the client asks for it, and the same otherwise', async () => {
    const server = await startServer();
    await server.ingest(Array.from({ length: 5000 }, (_, n) => ({ n, _msg: `row ${n}`, host: `host-${n % 50}` })));
    for (const path of [
      '/select/logsql/query?query=*',
      '/select/logsql/query?query=*&limit=3000',
      '/select/logsql/field_values?query=*&field=host',
      '/api/v1/openapi.json',
      '/metrics',
    ]) {
      const plain = await ask(server, path);
      expect([plain.encoding, plain.vary], path).toEqual([undefined, 'accept-encoding']);
      for (const encoding of ['gzip', 'zstd'] as const) {
        const { encoding: given, vary, body } = await ask(server, path, encoding);
        expect([given, vary], path).toEqual([encoding, 'accept-encoding']);
        expect(body.length, path).toBeLessThan(plain.body.length / 2);
        const lines = (bytes: Buffer): string[] =>
          bytes
            .toString()
            .split('\n')
            .slice(0, path === '/metrics' ? 1 : undefined);
        expect(lines(DECODE[encoding](body)), path).toEqual(lines(plain.body));
      }
    }
  });

  test('that are short stay as they are', async () => {
    const server = await startServer();
    await server.ingest([{ _msg: 'one' }]);
    for (const path of ['/select/logsql/query?query=*', '/health', '/api/v1/rules']) {
      expect((await ask(server, path, 'gzip')).encoding, path).toBeUndefined();
    }
  });

  test('come bit by bit: what a query gives is sent before it is over', async () => {
    const { port, stores } = await startServer();
    const store = await stores.open('default');
    let goOn = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const first = Buffer.from(`${JSON.stringify({ _msg: 'x'.repeat(2000) })}\n`);
    store.queryLines = async function* () {
      yield first;
      await gate;
      yield Buffer.from('{"_msg":"last"}\n');
    };
    const path = '/select/logsql/query?query=*';
    const received = await new Promise<Buffer>((resolve, reject) => {
      const chunks: Buffer[] = [];
      request({ port, host: '127.0.0.1', path, headers: { 'accept-encoding': 'gzip' } }, (answer) => {
        answer.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          // The head of the stream has ten bytes; the first line comes behind it, compressed to a few.
          if (Buffer.concat(chunks).length > 20) goOn();
        });
        answer.on('end', () => resolve(Buffer.concat(chunks)));
      })
        .on('error', reject)
        .end();
    });
    expect(gunzipSync(received).toString()).toBe(`${first.toString()}{"_msg":"last"}\n`);
  });

  test('are given up when their reader leaves', async () => {
    const { port, stores } = await startServer();
    const store = await stores.open('default');
    const chunk = Buffer.from(`${JSON.stringify({ _msg: 'x'.repeat(60_000) })}\n`);
    const isOver = new Promise<void>((resolve) => {
      store.queryLines = async function* () {
        try {
          for (;;) {
            yield chunk;
            await new Promise((next) => setImmediate(next));
          }
        } finally {
          resolve();
        }
      };
    });
    const path = '/select/logsql/query?query=*';
    const client = request({ port, host: '127.0.0.1', path, headers: { 'accept-encoding': 'zstd' } }, (answer) => {
      answer.once('data', () => client.destroy());
    });
    client.on('error', () => undefined).end();
    await isOver;
  });
});
