import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { resolveConfig } from '../config/resolve-config.ts';
import { snappyPush } from '../receivers/loki/push-messages.test-support.ts';
import { encodeExport } from '../receivers/otlp/export-messages.test-support.ts';
import { ThreadedTenantStores } from '../store/threaded-tenant-stores.ts';
import { createServer } from './create-server.ts';
import type { LogServer } from './log-server.ts';

let directory: string;
let stores: ThreadedTenantStores;
let server: LogServer;
let url: string;

async function start(): Promise<void> {
  stores = await ThreadedTenantStores.open(directory, { ingestWorkers: 2, queryWorkers: 1, freeBytesMin: 0 });
  server = createServer(resolveConfig({ argv: ['--port', '0'] }), stores, { log: pino({ level: 'silent' }) });
  url = await server.start();
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'batches-'));
  await start();
});

afterAll(async () => {
  await server.stopNow();
  await stores.close();
  rmSync(directory, { recursive: true });
});

/** Each test has a tenant of its own. */
let tenant: string;
let tenantCount = 0;
beforeEach(() => {
  tenant = `tenant-${tenantCount++}`;
});

interface Sent {
  readonly path?: string;
  readonly type?: string;
  readonly headers?: Record<string, string>;
}

async function send(id: string, body: string | Uint8Array, { path, type, headers }: Sent = {}): Promise<Response> {
  return await fetch(`${url}${path ?? '/insert/jsonline'}`, {
    method: 'POST',
    headers: {
      accept: 'application/json',
      'content-type': type ?? 'application/x-ndjson',
      'x-batch-id': id,
      'x-scope-orgid': tenant,
      ...headers,
    },
    body: body as string,
  });
}

async function count(of = tenant): Promise<number> {
  return await (await stores.open(of)).countLogs();
}

function lines(from: number, to: number): string {
  return Array.from({ length: to - from }, (_, i) => `{"_msg":"row ${from + i}"}\n`).join('');
}

const otlp = { resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: 'x' } }] }] }] };

// None of them has a time: what is stored differs from one time to the next.
test.each<[string, string, string, string | Uint8Array]>([
  ['JSON lines', '/insert/jsonline', 'application/x-ndjson', '{"_msg":"x"}\n'],
  ['JSON lines of time 0', '/insert/jsonline', 'application/x-ndjson', '{"_msg":"x","_time":0}\n'],
  ['bulk', '/_bulk', 'application/x-ndjson', '{"create":{}}\n{"_msg":"x"}\n'],
  ['Loki in JSON', '/loki/api/v1/push', 'application/json', '{"streams":[{"stream":{},"values":[["0","x"]]}]}'],
  [
    'Loki in protobuf',
    '/loki/api/v1/push',
    'application/x-protobuf',
    snappyPush([{ labels: '{}', entries: [{ timestamp: { seconds: 1772413200, nanos: 0 }, line: 'x' }] }]),
  ],
  ['OTLP in protobuf', '/v1/logs', 'application/x-protobuf', encodeExport(otlp)],
  ['OTLP in JSON', '/v1/logs', 'application/json', JSON.stringify(otlp)],
])('%s under one id are stored once, and answered alike', async (_, path, type, body) => {
  const first = await send('one', body, { path, type });
  const text = await first.text();
  const second = await send('one', body, { path, type });
  expect(first.status).toBeLessThan(300);
  expect(second.status).toBe(first.status);
  expect((await second.text()).replace(/"took":\d+/, '')).toBe(text.replace(/"took":\d+/, ''));
  expect(await count()).toBe(1);
});

describe('a batch', () => {
  test('of a known id and other bytes is refused with 409', async () => {
    expect((await send('one', lines(0, 3))).status).toBe(200);
    const refused = await send('one', lines(3, 6));
    expect([refused.status, await refused.text()]).toEqual([409, expect.stringContaining('"one"')]);
    expect(await count()).toBe(3);
    expect((await send('two', lines(3, 6))).status).toBe(200);
    expect((await send('one', lines(3, 6), { headers: { 'x-scope-orgid': 'acme' } })).status).toBe(200);
    expect([await count(), await count('acme')]).toEqual([6, 3]);
  });

  test('is the same however it is compressed', async () => {
    await send('one', lines(0, 3));
    const again = await send('one', gzipSync(lines(0, 3)), { headers: { 'content-encoding': 'gzip' } });
    expect([again.status, await count()]).toEqual([200, 3]);
  });

  test('that comes many times at once is stored once; all get its answer', async () => {
    const body = `${lines(0, 200)}no json\n`;
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, i) => await (await send(`batch-${i % 4}`, body)).json()),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]).toMatchObject({ accepted: 201, malformed: 1, errors: [{ line: 201 }] });
    expect(await count()).toBe(4 * 201);
  });

  test('is known after a worker has failed, and after a start', async () => {
    await send('one', lines(0, 300));
    for (const worker of [0, 1]) await stores.failWorker('ingest', worker, 'terminate');
    expect((await send('one', lines(0, 300))).status).toBe(200);
    expect(await count()).toBe(300);
    await server.stopNow();
    await stores.close();
    await start();
    expect((await send('one', lines(0, 300))).status).toBe(200);
    expect((await send('one', lines(0, 301))).status).toBe(409);
    expect(await count()).toBe(300);
  });

  test('needs an id of printable characters', async () => {
    expect((await send('a b', lines(0, 1))).status).toBe(400);
    expect((await send('x'.repeat(129), lines(0, 1))).status).toBe(400);
    expect(await count()).toBe(0);
  });
});
