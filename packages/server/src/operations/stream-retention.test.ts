import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../config/resolve-config.ts';
import { InlineTenantStores } from '../store/inline-tenant-stores.ts';
import { TenantAccess } from '../store/tenant-access.ts';
import { StreamRetention, type StreamRule } from './stream-retention.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 2, 2);
const log = pino({ level: 'silent' });

const RULES: readonly StreamRule[] = [
  { filter: 'level:ERROR', maxAgeMs: 10 * HOUR },
  { filter: 'source:debug or source:"db, old"', maxAgeMs: HOUR },
  { filter: '*', maxAgeMs: 5 * HOUR },
];

async function storesWith(tenants: readonly string[]): Promise<InlineTenantStores> {
  const stores = new InlineTenantStores();
  for (const tenant of tenants) {
    const rows = ['ERROR', 'INFO'].flatMap((level) =>
      ['debug', 'db, old', 'web'].map((source) => ({ timestamp: START, level, source, message: `${level} ${source}` })),
    );
    const store = await stores.open(tenant);
    await store.ingestBytes(Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join('')));
  }
  return stores;
}

describe('retention by stream', () => {
  test('keeps each entry as long as the first rule that it meets says', async () => {
    const stores = await storesWith(['acme', 'default']);
    const clock = { nowMs: START };
    const retention = new StreamRetention({
      rules: RULES,
      tenants: new TenantAccess(stores, 10),
      clock: () => clock.nowMs,
      log,
    });
    const kept = async (afterMs: number, tenant = 'default'): Promise<string[]> => {
      clock.nowMs = START + afterMs;
      await retention.run();
      const entries = await (await stores.open(tenant)).queryLogs();
      return entries.map(({ message }) => message);
    };
    const errors = ['ERROR debug', 'ERROR db, old', 'ERROR web'];
    expect(await kept(HOUR)).toHaveLength(6);
    expect(await kept(HOUR + 1)).toEqual([...errors, 'INFO web']);
    expect(await kept(5 * HOUR + 1, 'acme')).toEqual(errors);
    expect(await kept(10 * HOUR)).toEqual(errors);
    expect(await kept(10 * HOUR + 1)).toEqual([]);
    expect([[...retention.deletedCounts], retention.failures]).toEqual([
      [
        ['acme', 6],
        ['default', 6],
      ],
      0,
    ]);
    await retention.stop();
  });

  test('goes on behind a tenant at which it fails', async () => {
    const stores = await storesWith(['a', 'b']);
    await (await stores.open('a')).close();
    const tenants = new TenantAccess(stores, 10);
    const retention = new StreamRetention({ rules: RULES, tenants, clock: () => START + 11 * HOUR, log });
    await retention.run();
    expect(await (await stores.open('b')).countLogs()).toBe(0);
    expect([[...retention.deletedCounts], retention.failures]).toEqual([[['b', 6]], 1]);
    await retention.stop();
  });
});

describe('the configuration', () => {
  const of = (streams: unknown) => resolveConfig({ argv: ['--retention-streams', JSON.stringify(streams)] });

  test('takes filters and ages', () => {
    const streams = [{ filter: '{app="web"} level:DEBUG', maxAge: '1h30m' }];
    expect(of(streams).retention.streams).toEqual([{ filter: '{app="web"} level:DEBUG', maxAgeMs: 1.5 * HOUR }]);
  });

  test.each([
    [[{ filter: 'a | count()', maxAge: '1h' }]],
    [[{ filter: 'level:(', maxAge: '1h' }]],
    [[{ filter: 'a', maxAge: 'soon' }]],
    [[{ filter: 'a', maxAge: '0s' }]],
    [[{ filter: 'a' }]],
    [[{ filter: 'a', maxAge: '1h', other: 1 }]],
  ])('refuses %j', (streams) => {
    expect(() => of(streams)).toThrow(/retention.streams/);
  });
});
