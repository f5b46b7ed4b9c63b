import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { NodeVfs } from 'log-analytics-engine';
import { TenantStore } from 'log-analytics-engine/internals';
import { pino } from 'pino';
import { extract } from 'tar-stream';
import { afterEach, expect, test, vi } from 'vitest';
import { resolveConfig } from '../config/resolve-config.ts';
import { createServer } from '../http/create-server.ts';
import type { LogServer } from '../http/log-server.ts';
import { ThreadedTenantStores } from '../store/threaded-tenant-stores.ts';

let directory: string;
let stores: ThreadedTenantStores;
let server: LogServer;
let url: string;

async function start(durability: 'fsync' | 'interval'): Promise<void> {
  directory = mkdtempSync(join(tmpdir(), 'backup-'));
  const options = { ingestWorkers: 2, queryWorkers: 1, freeBytesMin: 0, durability };
  stores = await ThreadedTenantStores.open(join(directory, 'data'), options);
  server = createServer(resolveConfig({ argv: ['--port', '0'] }), stores, { log: pino({ level: 'silent' }) });
  url = await server.start();
}

afterEach(async () => {
  await server.stopNow();
  await stores.close();
  rmSync(directory, { recursive: true });
});

async function backUp(name: string, query = ''): Promise<string> {
  const target = join(directory, name);
  const answer = await fetch(`${url}/api/v1/backup${query}`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/x-tar']);
  const entries = extract();
  entries.end(Buffer.from(await answer.arrayBuffer()));
  for await (const entry of entries) {
    const path = join(target, entry.header.name);
    mkdirSync(dirname(path), { recursive: true });
    const chunks: Uint8Array[] = [];
    for await (const chunk of entry) chunks.push(chunk as Uint8Array);
    writeFileSync(path, Buffer.concat(chunks));
  }
  return target;
}

function numbersIn(backup: string, tenant = 'default'): Set<number> {
  const vfs = new NodeVfs(backup);
  // A start cuts off what was being written at the moment of the backup, as after a crash.
  TenantStore.open({ vfs, tenant, usesTimer: false }).close();
  const store = TenantStore.open({ vfs, tenant, readOnly: true });
  try {
    expect(store.verify().ok).toBe(true);
    const numbers: number[] = [];
    for (const block of store.blocks(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY))
      for (let row = 0; row < block.rowCount; row++) numbers.push((JSON.parse(block.json(row)) as { n: number }).n);
    expect(new Set(numbers).size).toBe(numbers.length);
    return new Set(numbers);
  } finally {
    store.close();
  }
}

test.each(['fsync', 'interval'] as const)(
  'a backup while entries come in has all that were acknowledged before (%s)',
  async (durability) => {
    await start(durability);
    let sent = 0;
    const acknowledged = new Set<number>();
    const ending = new AbortController();
    const writers = Array.from({ length: 4 }, async () => {
      while (!ending.signal.aborted) {
        const from = sent;
        sent += 500;
        const body = Array.from({ length: 500 }, (_, i) => `{"_msg":"row ${from + i} of many","n":${from + i}}\n`);
        const answer = await fetch(`${url}/insert/jsonline`, { method: 'POST', body: body.join('') });
        if (answer.status === 200) for (let i = 0; i < 500; i++) acknowledged.add(from + i);
      }
    });
    try {
      for (let round = 0; round < 3; round++) {
        while (acknowledged.size < (round + 1) * 4000) await new Promise((resolve) => setTimeout(resolve, 10));
        const before = new Set(acknowledged);
        const found = numbersIn(await backUp(`backup-${round}`));
        expect(before.difference(found).size).toBe(0);
        expect(Math.max(...found)).toBeLessThan(sent);
      }
    } finally {
      ending.abort();
      await Promise.all(writers);
    }
  },
);

test('a backup is of all tenants, or of one', async () => {
  await start('fsync');
  for (const tenant of ['acme', 'default']) {
    const headers = { 'x-scope-orgid': tenant };
    await fetch(`${url}/insert/jsonline`, { method: 'POST', headers, body: '{"_msg":"a","n":1}\n' });
  }
  const all = await backUp('all');
  expect([numbersIn(all).size, numbersIn(all, 'acme').size]).toEqual([1, 1]);
  const one = await backUp('one', '?tenant=acme');
  expect([numbersIn(one).size, numbersIn(one, 'acme').size]).toEqual([0, 1]);
  expect((await fetch(`${url}/api/v1/backup?tenant=nobody`)).status).toBe(404);
  expect((await fetch(`${url}/api/v1/backup?tenant=..`)).status).toBe(400);
  expect((await fetch(`${url}/api/v1/backup?other=1`)).status).toBe(400);
});

test('a client that goes away ends its backup, and the server goes on', async () => {
  await start('fsync');
  const body = Array.from({ length: 60_000 }, (_, i) => `{"_msg":"${Math.random()} ${Math.random()}","n":${i}}\n`);
  await fetch(`${url}/insert/jsonline`, { method: 'POST', body: body.join('') });
  const open = (): number => readdirSync('/proc/self/fd').length;
  const before = open();
  for (let round = 0; round < 5; round++) {
    const answer = await fetch(`${url}/api/v1/backup`);
    const reader = answer.body!.getReader();
    await reader.read();
    await reader.cancel();
  }
  expect(numbersIn(await backUp('whole')).size).toBe(60_000);
  await vi.waitFor(() => expect(open()).toBeLessThan(before + 5), { timeout: 5000 });
});
