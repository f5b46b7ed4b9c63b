import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConcurrentLogStore } from './concurrent-log-store.ts';
import { ThreadedTenantStores } from './threaded-tenant-stores.ts';

let directory: string;
let stores: ThreadedTenantStores;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'idle-'));
  stores = await ThreadedTenantStores.open(directory, {
    ingestWorkers: 2,
    queryWorkers: 1,
    freeBytesMin: 0,
    tenantIdleMs: 100,
  });
});
afterEach(async () => {
  await stores.close();
  rmSync(directory, { recursive: true });
});

function lines(from: number, to: number, level = 'INFO'): Buffer {
  const rows = Array.from({ length: to - from }, (_, i) =>
    JSON.stringify({ n: from + i, level, message: `row ${from + i}` }),
  );
  return Buffer.from(`${rows.join('\n')}\n`);
}

async function rested(store: ConcurrentLogStore): Promise<void> {
  while (!store.isResting) await sleep(5);
}

/** Files of a tenant that this process has open. */
function openFiles(tenant: string): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`);
      return path.includes(join(directory, 'tenants', tenant)) ? [path] : [];
    } catch {
      return [];
    }
  });
}

describe('a tenant that nobody uses', () => {
  test('is closed, and opened again by whoever uses it: nothing is lost, nothing twice', async () => {
    const store = await stores.open('acme');
    await store.addAlertRule({ name: 'errors', conditions: { level: 'ERROR' }, threshold: 1, timeWindow: 60 });
    let sent = 0;
    for (let round = 0; round < 3; round++) {
      const batch = { batchId: `batch-${round}` };
      await store.ingestBytes(lines(sent, sent + 100), batch);
      const stats = await store.getStats();
      await rested(store);
      expect(stores.isResting('acme')).toBe(true);
      // Figures are there without opening it.
      expect(await store.getStats()).toMatchObject({ totalLogs: stats.totalLogs, rules: 1 });
      expect(store.isResting).toBe(true);
      const again = store.ingestBytes(lines(sent, sent + 100), batch);
      const [report, count] = await Promise.all([again, again.then(() => store.countLogs())]);
      expect([report.accepted, count]).toEqual([100, sent + 100]);
      sent += 100;
    }
    await rested(store);
    const alerts: string[] = [];
    store.onAlert(({ ruleName }) => alerts.push(ruleName));
    await store.ingestBytes(lines(sent, sent + 1, 'ERROR'));
    expect([alerts, (await store.getAlerts()).length]).toEqual([['errors'], 1]);
    await rested(store);
    const found: unknown[] = [];
    for await (const rows of store.queryBatches('* | fields n')) found.push(...rows.map(({ n }) => Number(n)));
    expect(new Set(found).size).toBe(sent + 1);
    expect(found.length).toBe(sent + 1);
    expect((await store.verify()).ok).toBe(true);
  });

  test.runIf(process.platform === 'linux')('holds no file', async () => {
    const store = await stores.open('acme');
    await store.ingestBytes(lines(0, 100));
    expect(await store.countLogs()).toBe(100);
    expect(openFiles('acme').length).toBeGreaterThan(0);
    await rested(store);
    while (openFiles('acme').length > 0) await sleep(5);
    await store.countLogs();
    expect(openFiles('acme').length).toBeGreaterThan(0);
  });

  test('may be closed for good, and its workers may fail, while it rests', async () => {
    const store = await stores.open('acme');
    await store.ingestBytes(lines(0, 10));
    await rested(store);
    for (const worker of [0, 1]) await stores.failWorker('ingest', worker, 'terminate');
    expect(await store.countLogs()).toBe(10);
    await rested(store);
    await stores.close();
    await expect(store.countLogs()).rejects.toMatchObject({ code: 'CLOSED' });
    stores = await ThreadedTenantStores.open(directory, { ingestWorkers: 1, queryWorkers: 1, freeBytesMin: 0 });
    expect(await (await stores.open('acme')).countLogs()).toBe(10);
  });

  test('is not closed under a query that goes on, nor under writers', async () => {
    const store = await stores.open('acme');
    await store.ingestBytes(lines(0, 20_000));
    let count = 0;
    for await (const rows of store.queryBatches('*')) {
      count += rows.length;
      if (count < 3 * rows.length) await sleep(120);
      expect(store.isResting).toBe(false);
    }
    expect(count).toBe(20_000);
    const writers = Array.from({ length: 4 }, async (_, writer) => {
      for (let i = 0; i < 5; i++) {
        await store.ingestBytes(lines(20_000 + writer * 100 + i, 20_000 + writer * 100 + i + 1));
        await sleep(60 * writer);
      }
    });
    await Promise.all(writers);
    expect(await store.countLogs()).toBe(20_020);
  });
});
