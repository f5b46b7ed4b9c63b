import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { LogAnalyticsEngine } from 'log-analytics-engine';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WorkerLostError } from '../errors/server-error.ts';
import type { LogStore } from './log-store.ts';
import { openConcurrent } from './open-concurrent.ts';
import { ThreadedTenantStores } from './threaded-tenant-stores.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'faults-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

/** How often each number stands in a store, by the batches that they came in. */
async function countsIn(store: LogStore): Promise<Map<number, number>> {
  const counts = new Map<number, number>();
  for await (const rows of store.queryBatches('* | fields n')) {
    for (const { n } of rows) counts.set(Number(n), (counts.get(Number(n)) ?? 0) + 1);
  }
  return counts;
}

function batchOf(first: number, size: number): Uint8Array {
  const lines = Array.from({ length: size }, (_, i) => `{"message":"row ${first + i}","n":${first + i}}\n`);
  return Buffer.from(lines.join(''));
}

it('workers that end under load are replaced, and what was acknowledged is there once', async () => {
  const stores = await ThreadedTenantStores.open(directory, { ingestWorkers: 2, queryWorkers: 2, splitRowsMin: 0 });
  const store = await stores.open('default');
  const acknowledged: (readonly [first: number, size: number])[] = [];
  const unknown: (readonly [first: number, size: number])[] = [];
  let next = 0;
  let isRunning = true;
  let answered = 0;
  let lostQueries = 0;

  const write = async (size: number): Promise<void> => {
    while (isRunning) {
      const first = next;
      next += size;
      try {
        await store.ingestBytes(batchOf(first, size));
        acknowledged.push([first, size]);
      } catch (error) {
        expect(error).toBeInstanceOf(WorkerLostError);
        unknown.push([first, size]);
        await setTimeout(5);
      }
    }
  };
  const read = async (): Promise<void> => {
    while (isRunning) {
      const before = acknowledged.length;
      try {
        const counts = await countsIn(store);
        for (const [first] of acknowledged.slice(0, before)) expect(counts.get(first)).toBe(1);
        // Both workers answer this one together.
        const rows = acknowledged.reduce((sum, [, size]) => sum + size, 0);
        for await (const [row] of store.queryBatches('* | stats count() n')) {
          expect(row?.n).toBeGreaterThanOrEqual(rows);
        }
        answered++;
      } catch (error) {
        expect(error).toBeInstanceOf(WorkerLostError);
        lostQueries++;
      }
      await setTimeout(10);
    }
  };
  const work = Promise.all([...[1, 1, 3, 50, 400].map(write), read(), read()]);
  for (const [kind, index, how] of [
    ['ingest', 0, 'throw'],
    ['query', 0, 'terminate'],
    ['ingest', 1, 'terminate'],
    ['query', 1, 'throw'],
    ['ingest', 0, 'terminate'],
  ] as const) {
    const { length } = acknowledged;
    await stores.failWorker(kind, index, how);
    // Both shards have gone on.
    while (acknowledged.length < length + 40 || answered === 0) await setTimeout(20);
  }
  isRunning = false;
  await work;

  expect(stores.faults()).toEqual({ ingest: 3, query: 2 });
  expect(unknown.length).toBeGreaterThan(0);
  expect(answered).toBeGreaterThan(lostQueries);
  const counts = await countsIn(store);
  expectLedger(counts, acknowledged, unknown);
  await stores.close();

  const engine = new LogAnalyticsEngine({ directory });
  expect(engine.countLogs()).toBe([...counts.values()].reduce((sum, count) => sum + count, 0));
  expect(engine.getStats().problems).toEqual([]);
  engine.close();
});

/** Every acknowledged row stands there once; of a request that was lost, all rows do, or none. */
function expectLedger(
  counts: ReadonlyMap<number, number>,
  acknowledged: readonly (readonly [number, number])[],
  unknown: readonly (readonly [number, number])[],
): void {
  const wrong: string[] = [];
  for (const [first, size] of acknowledged) {
    for (let n = first; n < first + size; n++) if (counts.get(n) !== 1) wrong.push(`${n}: ${counts.get(n)}`);
  }
  for (const [first, size] of unknown) {
    const expected = counts.get(first);
    if (expected !== undefined && expected !== 1) wrong.push(`${first}: ${expected}`);
    for (let n = first; n < first + size; n++) if (counts.get(n) !== expected) wrong.push(`${n}: ${counts.get(n)}`);
  }
  expect(wrong).toEqual([]);
}

it('a worker that ends keeps alert rules: rows that it stored last are evaluated when it is back, each once', async () => {
  const stores = await ThreadedTenantStores.open(directory, { ingestWorkers: 1, queryWorkers: 1 });
  const store = await stores.open('default');
  await store.addAlertRule({ name: 'all', conditions: {}, threshold: 1, timeWindow: 1, cooldown: 0 });
  const outcomes: Promise<unknown>[] = [];
  for (let n = 0; n < 300; n++) {
    outcomes.push(store.ingestBytes(batchOf(n, 1)).catch(() => undefined));
    if (n === 150) void stores.failWorker('ingest', 0, 'terminate');
    await setTimeout(0);
  }
  await Promise.all(outcomes);
  await store.ingestBytes(batchOf(300, 1));
  const stored = await store.countLogs();
  while ((await store.getStats()).alerts < stored) await setTimeout(5);
  expect((await store.getStats()).alerts).toBe(stored);
  await stores.close();

  const again = await openConcurrent(directory);
  expect((await again.getAlertRules()).map(({ name }) => name)).toEqual(['all']);
  expect(await again.getAlerts()).toHaveLength(stored);
  await again.ingestBytes(batchOf(301, 1));
  expect(await again.getAlerts()).toHaveLength(stored + 1);
  await again.close();
});
