import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  InvalidArgumentError,
  LogAnalyticsEngine,
  loadExtension,
  QuerySyntaxError,
  type ResultRow,
} from 'log-analytics-engine';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LogStore } from './log-store.ts';
import { openConcurrent } from './open-concurrent.ts';

const MODULE = new URL('./shop-extension.test-support.ts', import.meta.url);
const COUNT = 8000;

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'extensions-'));
});
afterAll(() => rmSync(root, { recursive: true }));

function lines(from: number, to: number): Uint8Array {
  const each = Array.from({ length: to - from }, (_, i) => {
    const n = from + i;
    const path = `/${['cart', 'item', 'login', 'pay', 'help', 'rare'][n === 7 ? 5 : n % 5]}/${n}`;
    return `${JSON.stringify({ timestamp: 1_000_000 + n, message: `request ${n}`, n, path, user: n % 50 })}\n`;
  });
  return Buffer.from(each.join(''));
}

async function rows(store: LogStore, text: string): Promise<ResultRow[]> {
  const all: ResultRow[] = [];
  for await (const batch of store.queryBatches(text)) all.push(...batch);
  return all;
}

const PATH = fileURLToPath(MODULE).slice(process.cwd().length + 1);

describe.each([
  ['in one worker', Number.POSITIVE_INFINITY, MODULE],
  ['on all workers', 0, PATH],
])('an extension, with queries %s', (_, splitRowsMin, module) => {
  let store: LogStore;
  let directory: string;
  const open = async (): Promise<void> => {
    const options = { queryWorkers: 2, freeBytesMin: 0, splitRowsMin };
    store = await openConcurrent(directory, { ...options, extensions: [module] });
  };
  beforeAll(async () => {
    directory = mkdtempSync(join(root, 'data-'));
    await open();
  });
  afterAll(() => store.close());

  it('is known to queries, deletion and counts in every thread', async () => {
    for (let part = 0; part < 4; part++) {
      await store.ingestBytes(lines((part * COUNT) / 4, ((part + 1) * COUNT) / 4));
      if (part < 3) await store.flush();
    }
    const all = Array.from({ length: COUNT }, (_each, n) => n);
    const xor = all.reduce((sum, n) => sum ^ n, 0);
    const total = all.reduce((sum, n) => sum + n, 0);
    expect(await rows(store, '* | stats xor(n) x')).toEqual([{ x: xor }]);
    expect(await rows(store, '* | stats total(n) t, xor(n) x, count() c')).toEqual([{ t: total, x: xor, c: COUNT }]);
    expect(await rows(store, 'n:multiple_of(3500) | twice | fields n')).toEqual(
      [0, 0, 3500, 3500, 7000, 7000].map((n) => ({ n })),
    );
    expect(await rows(store, 'n:multiple_of(10) | gaps | stats by (gap) count() c')).toEqual([
      { gap: 10, c: COUNT / 10 - 1 },
    ]);
    expect(await store.countLogs({ query: 'n:multiple_of(4)' })).toBe(COUNT / 4);
    await expect(rows(store, 'n:multiple_of(x)')).rejects.toThrow('multiple_of needs a number above 0');
    const typo = rows(store, '* | stats tota(n)');
    await expect(typo).rejects.toThrow(QuerySyntaxError);
    await expect(typo).rejects.toThrow('did you mean total?');
  });

  // Those that follow are the same, however many workers answer.
  const isOnAll = splitRowsMin === 0;
  it.runIf(isOnAll)('has its indexes in the data, for whoever opens it with the same extension', async () => {
    const query = 'path:=/rare/7 | fields n';
    await store.flush();
    const { blocks } = await store.explainQuery(query);
    expect(blocks.total).toBe(4);
    expect(blocks.read).toBe(1);
    expect(await rows(store, query)).toEqual([{ n: 7 }]);
    await store.close();
    const engine = new LogAnalyticsEngine({ directory, extensions: [await loadExtension(MODULE)], readOnly: true });
    expect(engine.query(query)).toEqual([{ n: 7 }]);
    expect(engine.query(query, { explain: true }).blocks.read).toBe(1);
    engine.close();
    const without = new LogAnalyticsEngine({ directory, readOnly: true });
    expect(without.query(query)).toEqual([{ n: 7 }]);
    without.close();
    await open();
    expect(await store.delete({ query: 'n:multiple_of(4)' })).toBe(COUNT / 4);
    expect(await store.countLogs({})).toBe((COUNT * 3) / 4);
  });

  it.runIf(isOnAll)('has kinds of rules, which go on after a restart', async () => {
    const rule = { name: 'many', conditions: {}, kind: 'distinct', threshold: 3, cooldown: 0 };
    await expect(store.addAlertRule(rule)).rejects.toThrow('alert rule: parameters.field must name the field');
    await expect(store.addAlertRule({ ...rule, kind: 'distinkt' })).rejects.toThrow("did you mean 'distinct'?");
    await store.addAlertRule({ ...rule, parameters: { field: 'user' } });
    await store.ingestBytes(lines(0, 2));
    expect(await store.getAlerts()).toEqual([]);
    await store.close();
    await open();
    await store.ingestBytes(lines(2, 3));
    expect((await store.getAlerts()).map(({ message, count }) => [message, count])).toEqual([['many: 0, 1, 2', 3]]);
  });
});

describe('openConcurrent', () => {
  let directory: string;
  beforeEach(() => {
    directory = join(root, 'unmade');
  });
  const refused = async (extensions: readonly (string | URL)[], message: string | RegExp): Promise<void> => {
    const opened = openConcurrent(directory, { extensions });
    await expect(opened).rejects.toThrow(message);
    await expect(opened).rejects.toBeInstanceOf(InvalidArgumentError);
    expect(existsSync(directory)).toBe(false);
  };

  it('refuses extensions that cannot be used before anything is opened', async () => {
    const wrong = join(root, 'wrong.mjs');
    writeFileSync(wrong, 'export const extension = { filters: [{ name: "even" }] };');
    await refused([join(root, 'missing.mjs')], 'there is no such file');
    await refused([wrong], 'filters[0].start must be a function; got undefined');
    await refused([MODULE, MODULE], /shop-extension.*: the field 'path' has an index of the kind 'first-part' already/);
    await refused([{} as URL], 'extensions[0] must be the path or the URL of a module; got an object');
    await refused('x.mjs' as never, 'extensions must be a list of paths or URLs of modules');
    const taken = join(root, 'taken.mjs');
    writeFileSync(taken, 'export const extension = { pipes: [{ name: "sort", start: () => undefined }] };');
    await refused([taken], /taken.mjs'\.pipes: there is a pipe with the name sort already/);
  });

  it('says why where only threads cannot load an extension', async () => {
    const shy = join(root, 'shy.mjs');
    writeFileSync(
      shy,
      "import { isMainThread } from 'node:worker_threads';\n" +
        "if (!isMainThread) throw new Error('not in a thread');\nexport const extension = {};\n",
    );
    await expect(openConcurrent(directory, { extensions: [shy] })).rejects.toThrow(/shy.mjs.*not in a thread/);
  });
});
