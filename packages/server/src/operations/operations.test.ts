import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { CancelledError } from 'log-analytics-engine';
import { afterAll, describe, expect, test } from 'vitest';
import { resolveConfig } from '../config/resolve-config.ts';
import { DiskFullError, OverloadedError, QuotaExceededError } from '../errors/server-error.ts';
import { ByteBudget } from './byte-budget.ts';
import { FreeSpace } from './free-space.ts';
import { QueryAdmission } from './query-admission.ts';
import { TenantQuotas } from './tenant-quotas.ts';

const directory = mkdtempSync(join(tmpdir(), 'log-analytics-operations-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('a budget of bytes', () => {
  test('holds as many as it may, of all and of each tenant, and something large alone', async () => {
    const budget = new ByteBudget({ totalMax: 100, tenantMax: 60, waitMs: 10 });
    expect(budget.tryTake('a', 60)).toBe(true);
    expect(budget.tryTake('a', 1)).toBe(false);
    expect(budget.tryTake('b', 41)).toBe(false);
    expect(budget.tryTake('b', 40)).toBe(true);
    await expect(budget.take('c', 10, false)).rejects.toThrow(OverloadedError);
    budget.give('a', 60);
    budget.give('b', 40);
    expect(budget.tryTake('a', 1000)).toBe(true);
    expect(budget.tryTake('b', 1)).toBe(false);
    budget.give('a', 1000);
    expect(budget.total).toBe(0);
  });

  test('lets those who wait in as there is room, in their order, and lets nobody wait for too much', async () => {
    const budget = new ByteBudget({ totalMax: 100, tenantMax: 100, waitMs: 60_000 });
    const order: string[] = [];
    expect(budget.tryTake('a', 100)).toBe(true);
    const first = budget.take('a', 50, false).then(() => order.push('first'));
    await expect(budget.take('a', 1, false)).rejects.toThrow(OverloadedError);
    const second = budget.take('b', 60, true).then(() => order.push('second'));
    expect(budget.waiting).toBe(110);
    budget.give('a', 100);
    await first;
    budget.give('a', 50);
    await second;
    expect(order).toEqual(['first', 'second']);
    expect([budget.total, budget.waiting]).toEqual([60, 0]);
  });

  test('is what was taken less what was given, whatever happens', async () => {
    const step = fc.record({
      tenant: fc.constantFrom('a', 'b'),
      bytes: fc.integer({ min: 0, max: 80 }),
      isGiven: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const budget = new ByteBudget({ totalMax: 100, tenantMax: 70, waitMs: 60_000 });
        const held: { tenant: string; bytes: number }[] = [];
        const waiting: Promise<unknown>[] = [];
        for (const { tenant, bytes, isGiven } of steps) {
          const given = isGiven ? held.shift() : undefined;
          if (given !== undefined) budget.give(given.tenant, given.bytes);
          else waiting.push(budget.take(tenant, bytes, true).then(() => held.push({ tenant, bytes })));
          await settled();
          const sum = (of: string | undefined): number =>
            held.reduce((all, each) => all + (of === undefined || each.tenant === of ? each.bytes : 0), 0);
          expect(budget.total).toBe(sum(undefined));
          if (held.length > 1) expect(sum(undefined)).toBeLessThanOrEqual(100);
          for (const name of ['a', 'b']) {
            if (held.filter((each) => each.tenant === name && each.bytes > 0).length > 1)
              expect(sum(name)).toBeLessThanOrEqual(70);
          }
        }
        // Whoever waits gets in once the others have left.
        while (budget.waiting > 0 || held.length > 0) {
          const given = held.shift();
          if (given !== undefined) budget.give(given.tenant, given.bytes);
          await settled();
        }
        await Promise.all(waiting);
      }),
      { numRuns: 200 },
    );
  });
});

describe('quotas', () => {
  const tenants = {
    ...resolveConfig().tenants,
    ingestBytesPerSecond: 100,
    quotas: { big: { ingestBytesPerSecond: 0, storedBytesMax: 10 } },
  };

  test('let a tenant send what it saved up, then as much as it may, and say when', () => {
    let nowMs = 0;
    const quotas = new TenantQuotas(tenants, () => nowMs);
    quotas.check('a');
    // A batch is taken whole, and paid for later.
    quotas.charge('a', 1500);
    const refusal = thrownBy(() => quotas.check('a'));
    expect(refusal).toBeInstanceOf(OverloadedError);
    expect((refusal as OverloadedError).retryAfterSeconds).toBe(6);
    quotas.check('b');
    nowMs = 5000;
    expect(thrownBy(() => quotas.check('a'))).toBeInstanceOf(OverloadedError);
    nowMs = 5010;
    quotas.check('a');
    quotas.charge('a', 1e9);
    nowMs = 1e12;
    quotas.check('a');
  });

  test('hold a tenant to what it may store, each to its own', () => {
    const quotas = new TenantQuotas(tenants, () => 0);
    quotas.charge('big', 1e9);
    quotas.check('big');
    quotas.noteStored('big', 10);
    expect(thrownBy(() => quotas.check('big'))).toBeInstanceOf(QuotaExceededError);
    quotas.noteStored('big', 9);
    quotas.check('big');
    expect(quotas.quotaOf('__proto__')).toEqual({ ingestBytesPerSecond: 100, storedBytesMax: 0 });
  });
});

describe('free space', () => {
  test('stops ingestion while there is too little, wherever the directory will be', async () => {
    for (const path of [directory, join(directory, 'not', 'made', 'yet')]) {
      const plenty = new FreeSpace(path, 1);
      const little = new FreeSpace(path, 2 ** 60);
      little.check();
      await plenty.measure();
      await little.measure();
      expect(plenty.freeBytes).toBeGreaterThan(0);
      plenty.check();
      expect(little.isLow).toBe(true);
      expect(() => little.check()).toThrow(DiskFullError);
      plenty.stop();
      little.stop();
    }
  });
});

describe('admission', () => {
  test('a place that is left goes to who waits longest', async () => {
    const admission = new QueryAdmission({ concurrencyMax: 1, queueMax: 2, queueTimeoutMs: 60_000 }, 'queries');
    const { signal } = new AbortController();
    const order: string[] = [];
    const entered = async (entering: Promise<() => void>, name: string): Promise<() => void> => {
      const leave = await entering;
      order.push(name);
      return leave;
    };
    const leave = await admission.enter(signal);
    const second = entered(admission.enter(signal), 'second');
    const third = entered(admission.enter(signal), 'third');
    await expect(admission.enter(signal)).rejects.toThrow('1 run and 2 wait');
    leave();
    leave();
    (await second)();
    (await third)();
    expect(order).toEqual(['second', 'third']);
    expect([admission.running, admission.queued, admission.refused]).toEqual([0, 0, 1]);
  });

  test('who goes away while waiting leaves no trace', async () => {
    const admission = new QueryAdmission({ concurrencyMax: 1, queueMax: 5, queueTimeoutMs: 60_000 }, 'queries');
    const leave = await admission.enter(new AbortController().signal);
    const left = new AbortController();
    const waiting = admission.enter(left.signal);
    left.abort();
    await expect(waiting).rejects.toThrow(CancelledError);
    await expect(admission.enter(left.signal)).rejects.toThrow(CancelledError);
    leave();
    expect([admission.running, admission.queued]).toEqual([0, 0]);
  });
});

/** When what is decided now has reached those who wait for it. */
async function settled(): Promise<void> {
  for (let tick = 0; tick < 8; tick++) await Promise.resolve();
}

function thrownBy(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}
