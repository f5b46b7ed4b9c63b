import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BatchConflictError, LimitExceededError, StorageError } from '../errors/engine-error.ts';
import type { LineCounts } from '../ingest/row-batch-builder.ts';
import { BATCH_KNOWN_MS, BatchIds } from './batch-ids.ts';
import { FaultVfs } from './fault-vfs.ts';
import { MemoryVfs } from './memory-vfs.ts';
import { seededRandom } from './seeded-random.ts';
import {
  bytesOf,
  numberOf,
  openTestStore,
  rowsOf,
  SMALL_LIMITS,
  TestClock,
  testRow,
  textsOf,
} from './store.test-support.ts';
import type { Store } from './store.ts';

/** Runs for all seeds in the environment, the power cut at every operation; a few here, at some. */
const SEEDS = Number(process.env.STORE_FAULT_SEEDS ?? 2);
const CUTS_ONE_IN = process.env.STORE_FAULT_SEEDS === undefined ? 20 : 1;

/** Rows `[from, to)` under an id. */
function batch(id: string | undefined, from: number, to: number): { id: string | undefined; bytes: Uint8Array } {
  return { id, bytes: bytesOf(...Array.from({ length: to - from }, (_, i) => testRow(from + i))) };
}

function numbersOf(store: Store): number[] {
  return textsOf(store)
    .map(numberOf)
    .sort((a, b) => a - b);
}

function range(to: number): number[] {
  return Array.from({ length: to }, (_, i) => i);
}

const counts = (accepted: number): LineCounts => ({ accepted, malformed: 0, rejected: 0, errors: [] });

describe('a batch with an id', () => {
  for (const [size, to] of [
    ['small', 3],
    ['that fills the head', 200],
  ] as const) {
    it(`is stored once, ${size}, and answered as the first time`, () => {
      const { store } = openTestStore(new MemoryVfs());
      store.appendLines(bytesOf(testRow(0)));
      const chunk = batch('one', 1, to);
      expect(store.appendBatches([chunk])).toEqual([counts(to - 1)]);
      expect(store.appendBatches([chunk])).toEqual([counts(to - 1)]);
      expect(numbersOf(store)).toEqual(range(to));
      store.close();
    });
  }

  it('is stored once where both come together, with others, which have counts of their own', () => {
    const { store } = openTestStore(new MemoryVfs());
    const chunks = [batch('a', 0, 2), batch(undefined, 2, 5), batch('a', 0, 2), batch('b', 5, 9), batch('b', 5, 9)];
    expect(store.appendBatches(chunks)).toEqual([2, 3, 2, 4, 4].map(counts));
    expect(numbersOf(store)).toEqual(range(9));
    expect(rowsOf(store).map(({ sequence }) => sequence)).toEqual(range(9).map((i) => i + 1));
    store.close();
  });

  it('is refused where the id is that of other content, and the others are stored', () => {
    const { store } = openTestStore(new MemoryVfs());
    store.appendBatches([batch('a', 0, 2)]);
    const [refused, stored] = store.appendBatches([batch('a', 2, 4), batch('b', 2, 4)]);
    expect(refused).toBeInstanceOf(BatchConflictError);
    expect(stored).toEqual(counts(2));
    expect(numbersOf(store)).toEqual(range(4));
    store.close();
  });

  it('is told by a checksum where one is given', () => {
    const { store } = openTestStore(new MemoryVfs());
    store.appendBatches([{ ...batch('a', 0, 2), checksum: '01' }]);
    expect(store.appendBatches([{ ...batch('a', 7, 9), checksum: '01' }])).toEqual([counts(2)]);
    expect(store.appendBatches([{ ...batch('a', 0, 2), checksum: '02' }])[0]).toBeInstanceOf(BatchConflictError);
    expect(numbersOf(store)).toEqual(range(2));
    store.close();
  });

  it('keeps the report of bad lines, also over a start', () => {
    const vfs = new MemoryVfs();
    const chunk = { id: 'a', bytes: bytesOf(testRow(0), 'no json', 'x'.repeat(5000)) };
    const options = { lineBytesMax: 1000 };
    const first = openTestStore(vfs, options);
    const [report] = first.store.appendBatches([chunk]);
    expect(report).toMatchObject({ accepted: 2, malformed: 1, rejected: 1 });
    expect((report as LineCounts).errors.map(({ line }) => line)).toEqual([2, 3]);
    const second = openTestStore(vfs.copy(), options);
    expect(second.store.appendBatches([chunk])).toEqual([report]);
    expect(second.store.statistics().rows).toBe(2);
    first.store.close();
    second.store.close();
  });

  it('may have no row', () => {
    const vfs = new MemoryVfs();
    const { store } = openTestStore(vfs, { malformed: 'reject' });
    const [report] = store.appendBatches([{ id: 'a', bytes: bytesOf('no json') }]);
    expect(report).toMatchObject({ accepted: 0, rejected: 1 });
    const again = openTestStore(vfs.copy(), { malformed: 'keep' });
    expect(again.store.appendBatches([{ id: 'a', bytes: bytesOf('no json') }])).toEqual([report]);
    store.close();
    again.store.close();
  });

  it('is known for ten minutes, whatever happens to the logs', () => {
    const vfs = new MemoryVfs();
    const clock = new TestClock();
    let { store } = openTestStore(vfs, { clock: clock.read });
    store.appendBatches([batch('a', 0, 3)]);
    for (let step = 0; step < 9; step++) {
      clock.nowMs += BATCH_KNOWN_MS / 10;
      // Enough for several logs to be dropped.
      for (let i = 0; i < 10; i++) store.appendLines(bytesOf(...range(30).map((n) => testRow(1000 + n))));
      if (step % 3 === 0) store.compact();
      if (step % 2 === 0) {
        store.close();
        ({ store } = openTestStore(vfs, { clock: clock.read }));
      }
      expect(store.appendBatches([batch('a', 0, 3)])).toEqual([counts(3)]);
      expect(numbersOf(store).filter((number) => number < 1000)).toEqual(range(3));
      expect(store.appendBatches([batch('a', 5, 6)])[0]).toBeInstanceOf(BatchConflictError);
    }
    clock.nowMs += BATCH_KNOWN_MS / 10;
    expect(store.appendBatches([batch('a', 5, 6)])).toEqual([counts(1)]);
    store.close();
  });

  it('leaves no log behind when it is past', () => {
    const vfs = new MemoryVfs();
    const clock = new TestClock();
    const logs = (): number => vfs.list('tenants/default/shard-0').filter(({ name }) => name.endsWith('.wal')).length;
    const first = openTestStore(vfs, { clock: clock.read });
    first.store.appendBatches([batch('a', 0, 3)]);
    first.store.close();
    expect(logs()).toBe(1);
    clock.nowMs += BATCH_KNOWN_MS;
    openTestStore(vfs, { clock: clock.read }).store.close();
    expect(logs()).toBe(0);
  });

  it('is not stored twice where rows of it were deleted or are past retention', () => {
    const { store } = openTestStore(new MemoryVfs(), { retention: { maxAgeSeconds: 3600 } });
    store.appendBatches([batch('a', 0, 3)]);
    store.compact();
    expect(store.appendBatches([batch('a', 0, 3)])).toEqual([counts(3)]);
    expect(numbersOf(store)).toEqual([]);
    store.close();
  });

  it('must fit into one write', () => {
    const { store } = openTestStore(new MemoryVfs(), { limits: { ...SMALL_LIMITS, pieceBytes: 1000 } });
    expect(() => store.appendBatches([batch('b', 0, 1), batch('a', 1, 50)])).toThrow(LimitExceededError);
    expect(numbersOf(store)).toEqual([]);
    expect(store.appendBatches([batch('b', 0, 1)])).toEqual([counts(1)]);
    expect(numbersOf(store)).toEqual([0]);
    store.close();
  });
});

describe('where writing fails', () => {
  it('a batch that was refused can be sent again, and is stored once', () => {
    for (const operation of ['append', 'sync'] as const) {
      for (let failing = 0; failing < 8; failing++) {
        const vfs = new MemoryVfs();
        const faults = new FaultVfs(vfs);
        const { store } = openTestStore(faults);
        store.appendBatches([batch('before', 0, 5)]);
        faults.fault = { operations: [operation], after: failing, times: 1 };
        const attempt = (): (LineCounts | BatchConflictError)[] | undefined => {
          try {
            return store.appendBatches([batch('a', 5, 90), batch('b', 90, 93)]);
          } catch (error) {
            expect(error).toBeInstanceOf(StorageError);
            return undefined;
          }
        };
        const answer = attempt() ?? attempt() ?? attempt();
        expect(answer).toEqual([counts(85), counts(3)]);
        faults.fault = undefined;
        const recovered = openTestStore(vfs.copy());
        for (const each of [store, recovered.store]) {
          expect(numbersOf(each), `${operation} ${failing}`).toEqual(range(93));
          expect(each.appendBatches([batch('before', 0, 5), batch('a', 5, 90)])).toEqual([counts(5), counts(85)]);
          expect(numbersOf(each)).toEqual(range(93));
          each.close();
        }
      }
    }
  });
});

describe('whenever the power is cut', () => {
  for (const durability of ['fsync', 'interval'] as const) {
    it(`a batch that is sent again is there once, with all its rows (${durability})`, () => {
      for (let seed = 1; seed <= SEEDS; seed++) {
        const states: { readonly vfs: MemoryVfs; readonly sent: number; readonly acknowledged: number }[] = [];
        const disk = new MemoryVfs();
        const random = seededRandom(seed);
        let sent = 0;
        let acknowledged = 0;
        const vfs = new FaultVfs(disk, {
          onOperation: () => {
            if (random.below(CUTS_ONE_IN) > 0) return;
            states.push({ vfs: disk.crash({ seed: random.below(1e9) }), sent, acknowledged });
          },
        });
        const clock = new TestClock();
        const batches = makeBatches(random, 14);
        let { store } = openTestStore(vfs, { clock: clock.read, durability });
        for (const each of batches) {
          clock.nowMs += random.below(2000);
          sent++;
          store.appendBatches([each]);
          acknowledged = sent;
          const then = random.below(6);
          if (then === 0) store.seal();
          else if (then === 1) store.compact();
          else if (then === 2) {
            store.close();
            ({ store } = openTestStore(vfs, { clock: clock.read, durability }));
          }
        }
        store.close();
        expect(states.length).toBeGreaterThan(5);
        for (const state of states) checkRetries(state, batches, clock, `seed ${seed}`);
      }
    });
  }
});

interface SentBatch {
  readonly id: string;
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
}

function makeBatches(random: { below(limit: number): number }, count: number): SentBatch[] {
  const batches: SentBatch[] = [];
  for (let from = 0; batches.length < count; ) {
    const to = from + 1 + random.below(random.below(3) === 0 ? 120 : 12);
    batches.push({ ...batch('', from, to), id: `batch-${batches.length}`, from, to });
    from = to;
  }
  return batches;
}

/** A client that does not know what became of its last batches sends all of them again. */
function checkRetries(
  { vfs, sent, acknowledged }: { readonly vfs: MemoryVfs; readonly sent: number; readonly acknowledged: number },
  batches: readonly SentBatch[],
  clock: TestClock,
  label: string,
): void {
  const { store, problems } = openTestStore(vfs, { clock: clock.read });
  const found = new Set(numbersOf(store));
  for (const [index, { from, to }] of batches.entries()) {
    const there = range(to).filter((number) => number >= from && found.has(number)).length;
    // All or nothing; and what was acknowledged is there.
    expect([0, to - from], label).toContain(there);
    if (index < acknowledged) expect(there, label).toBe(to - from);
    if (index >= sent) expect(there, label).toBe(0);
  }
  for (const each of batches.slice(0, sent)) {
    expect(store.appendBatches([each]), label).toEqual([counts(each.to - each.from)]);
  }
  expect(numbersOf(store), label).toEqual(range(batches[sent - 1]?.to ?? 0));
  expect(store.verify().ok, label).toBe(true);
  expect(problems.filter(({ kind }) => kind === 'damage')).toEqual([]);
  store.close();
}

describe('BatchIds', () => {
  it('forgets the first ones beyond its limits, and counts them', () => {
    const ids = new BatchIds({ idsMax: 3 });
    for (const [at, id] of ['a', 'b', 'c', 'd'].entries()) ids.add({ id, checksum: id, atMs: at, counts: counts(1) });
    expect(ids.find('a', 'a', 5)).toBeUndefined();
    expect(ids.find('b', 'b', 5)).toEqual(counts(1));
    expect(ids.figures).toEqual({ known: 3, forgotten: { count: 1, bytes: 0 } });
    ids.add({ id: 'e', checksum: 'e', atMs: BATCH_KNOWN_MS + 2, counts: counts(1) });
    expect(ids.figures).toEqual({ known: 2, forgotten: { count: 1, bytes: 0 } });
    const short = new BatchIds({ bytesMax: 300 });
    for (const id of ['a', 'b', 'c', 'd']) short.add({ id, checksum: id, atMs: 0, counts: counts(1) });
    expect(short.figures.forgotten.count).toBe(0);
    expect(short.figures.known + short.figures.forgotten.bytes).toBe(4);
    expect(short.byteLength).toBeLessThanOrEqual(300);
  });

  it('knows what a map with times knows', () => {
    const step = fc.record({ id: fc.constantFrom('a', 'b', 'c'), after: fc.nat(BATCH_KNOWN_MS) });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const ids = new BatchIds();
        const model = new Map<string, number>();
        let nowMs = 0;
        for (const { id, after } of steps) {
          nowMs += after;
          const atMs = model.get(id);
          const isKnown = atMs !== undefined && nowMs - atMs < BATCH_KNOWN_MS;
          expect(ids.find(id, 'x', nowMs)).toEqual(isKnown ? counts(atMs) : undefined);
          if (isKnown) expect(() => ids.find(id, 'y', nowMs)).toThrow(BatchConflictError);
          else {
            ids.add({ id, checksum: 'x', atMs: nowMs, counts: counts(nowMs) });
            model.set(id, nowMs);
          }
        }
        const bytes = [...ids.fresh(Number.NEGATIVE_INFINITY)].reduce((sum, { line }) => sum + line.length, 0);
        expect(ids.byteLength).toBe(bytes);
      }),
    );
  });
});
