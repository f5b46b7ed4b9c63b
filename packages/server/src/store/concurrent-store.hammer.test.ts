import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogAnalyticsEngine, type ResultRow } from 'log-analytics-engine';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConcurrentLogStore } from './concurrent-log-store.ts';
import type { LogStore } from './log-store.ts';
import { openConcurrent } from './open-concurrent.ts';

const WRITERS = 8;
const READERS = 8;
const BATCHES = 10;
const HOUR_MS = 3_600_000;

/** Sizes of batches: single rows, and some rows. */
const SIZES = [1, 3, 1, 200, 1, 40, 1, 2, 7, 500];
/** Rows that become a block at once. */
const BLOCK_ROWS = 8_500;

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hammer-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

/** Numbers of the rows that were given to a store. */
class Ledger {
  readonly begun = new Set<number>();
  readonly acknowledged: number[] = [];
  readonly lines: string[] = [];
  #next = 0;

  /** Lines with numbers of their own, and one that retention hides. */
  batch(size: number): { readonly bytes: Uint8Array; readonly numbers: readonly number[] } {
    const numbers = Array.from({ length: size }, () => this.#next++);
    const lines = numbers.map((n) => lineOf(n, Date.now() - (n % 1000)));
    const old = lineOf(-1, Date.now() - 2 * HOUR_MS);
    for (const n of numbers) this.begun.add(n);
    this.lines.push(...lines, old);
    return { bytes: Buffer.from(`${[...lines, old].join('\n')}\n`), numbers };
  }
}

function lineOf(n: number, ms: number): string {
  const level = n % 3 === 0 ? 'ERROR' : 'INFO';
  return JSON.stringify({ timestamp: new Date(ms).toISOString(), level, message: `row ${n} took ${n * 3} ms`, n });
}

async function numbersIn(store: LogStore): Promise<number[]> {
  const numbers: number[] = [];
  for await (const rows of store.queryBatches('* | fields n')) for (const { n } of rows) numbers.push(Number(n));
  return numbers;
}

async function all(store: LogStore, text: string): Promise<ResultRow[]> {
  const rows: ResultRow[] = [];
  for await (const batch of store.queryBatches(text)) rows.push(...batch);
  return rows;
}

describe('many writers and readers at once', () => {
  it('see all that was acknowledged before, nothing twice and nothing unknown, while segments are merged and rows expire', async () => {
    const store = await openConcurrent(directory, { durability: 'interval', retention: { maxAgeSeconds: 3600 } });
    const ledger = new Ledger();
    let isWriting = true;
    let queries = 0;

    const write = async (writer: number): Promise<void> => {
      // Readers are to have their turns, however fast the machine writes.
      for (let i = 0; i < BATCHES || queries < 2 * READERS; i++) {
        const { bytes, numbers } = ledger.batch(
          writer < 2 && i === 4 ? BLOCK_ROWS : SIZES[(i + writer) % SIZES.length]!,
        );
        const { accepted } = await store.ingestBytes(bytes);
        expect(accepted).toBe(numbers.length + 1);
        ledger.acknowledged.push(...numbers);
      }
    };
    const read = async (): Promise<void> => {
      while (isWriting) {
        const before = [...ledger.acknowledged];
        const found = await numbersIn(store);
        const distinct = new Set(found);
        expect(found.length).toBe(distinct.size);
        expect(before.filter((n) => !distinct.has(n))).toEqual([]);
        expect(found.filter((n) => !ledger.begun.has(n))).toEqual([]);
        queries++;
      }
    };
    const merge = async (): Promise<void> => {
      while (isWriting) {
        await store.compact();
        await store.flush();
      }
    };
    const writers = Promise.all(Array.from({ length: WRITERS }, (_, i) => write(i))).finally(() => {
      isWriting = false;
    });
    await Promise.all([writers, ...Array.from({ length: READERS }, read), merge()]);
    await expectLikeEngine(store, ledger);
    await store.close();

    // The plain engine reads all shards, and goes on with one.
    const engine = new LogAnalyticsEngine({ directory, retention: { maxAgeSeconds: 3600 } });
    expect(engine.countLogs()).toBe(ledger.acknowledged.length);
    engine.ingestLog({ message: 'one more' });
    expect(engine.countLogs()).toBe(ledger.acknowledged.length + 1);
    engine.close();
    const again = await openConcurrent(directory, { ingestWorkers: 1, queryWorkers: 1 });
    expect(await again.countLogs({ keyword: 'more' })).toBe(1);
    await again.close();
  });
});

/** Compares answers with those of one engine that has the same lines. */
async function expectLikeEngine(store: ConcurrentLogStore, ledger: Ledger): Promise<void> {
  const engine = new LogAnalyticsEngine({ retention: { maxAgeSeconds: 3600 } });
  engine.ingestBytes(Buffer.from(ledger.lines.join('\n')));
  for (const text of [
    '* | stats by (level) count() rows, sum(n) sum, count_uniq(n) distinct',
    'error | sort by (n) | limit 100 | fields n, _time, _msg',
    '"row 77" | fields n, level',
    '* | sort by (n desc) | limit 3 | fields n, _msg',
    '* | stats quantile(0.5, n) median, min(n) least, max(n) most',
  ]) {
    expect(await all(store, text)).toEqual(engine.query(text));
  }
  expect(await store.countLogs({ level: 'error' })).toBe(engine.countLogs({ level: 'error' }));
  const sorted = (texts: readonly string[]): string[] => [...texts].sort();
  expect(sorted(await store.queryJson({ keyword: '12' }))).toEqual(sorted(engine.queryJson({ keyword: '12' })));
  expect((await store.getStats()).totalLogs).toBe(engine.getStats().totalLogs);
  engine.close();
}
