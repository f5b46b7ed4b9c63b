import { expect, test } from 'vitest';
import { Bitmap } from '../bytes/bitmap.ts';
import { FaultVfs } from './fault-vfs.ts';
import { MemoryVfs } from './memory-vfs.ts';
import { seededRandom } from './seeded-random.ts';
import { bytesOf, numberOf, openTestStore, TestClock, testRow, textsOf } from './store.test-support.ts';

/** What a client knows: rows that it has sent, rows that were acknowledged, and rows whose deletion was. */
interface Ledger {
  readonly sent: Set<number>;
  readonly acknowledged: Set<number>;
  readonly deleting: Set<number>;
  readonly deleted: Set<number>;
}

function newLedger(): Ledger {
  return { sent: new Set(), acknowledged: new Set(), deleting: new Set(), deleted: new Set() };
}

/** Runs for all seeds in the environment; a few here. */
const SEEDS = Number(process.env.STORE_FAULT_SEEDS ?? 4);

test('whenever the power is cut, what was acknowledged is there, once, and nothing that was never sent', () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const states: { readonly vfs: MemoryVfs; readonly ledger: Ledger }[] = [];
    const disk = new MemoryVfs();
    const ledger = newLedger();
    const random = seededRandom(seed);
    const vfs = new FaultVfs(disk, {
      onOperation: () => {
        if (random.below(20) === 0)
          states.push({ vfs: disk.crash({ seed: random.below(1e9) }), ledger: structuredClone(ledger) });
      },
    });
    workload(vfs, ledger, seed);
    expect(states.length).toBeGreaterThan(5);
    for (const state of states) checkAfterStart(state.vfs, state.ledger, `seed ${seed}`);
  }
});

test('the power may also go while a start recovers from an earlier cut', () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const ledger = newLedger();
    const random = seededRandom(seed);
    let disk = new MemoryVfs();
    for (let cut = 0; cut < 8; cut++) {
      const after = random.below(60);
      const snapshots: MemoryVfs[] = [];
      const from = disk;
      let operations = 0;
      const vfs = new FaultVfs(from, {
        onOperation: () => {
          if (++operations === after) snapshots.push(from.crash({ seed: random.below(1e9) }));
        },
      });
      const known = structuredClone(ledger);
      const at = { ledger: known };
      workload(vfs, ledger, seed * 100 + cut, () => {
        if (snapshots.length === 0) at.ledger = structuredClone(ledger);
      });
      const next = snapshots[0];
      if (next === undefined) continue;
      // What the client was told after the cut it was never told.
      restore(ledger, at.ledger);
      disk = next;
    }
    checkAfterStart(disk, ledger, `seed ${seed}`);
  }
});

/** Rows in all ways, deletions, merges; told of each acknowledgement. */
function workload(vfs: FaultVfs, ledger: Ledger, seed: number, onAcknowledged: () => void = () => undefined): void {
  const random = seededRandom(seed);
  const clock = new TestClock();
  let next = Math.max(0, ...ledger.sent) + 1;
  const take = (count: number): number[] => {
    const numbers = Array.from({ length: count }, () => next++);
    for (const number of numbers) ledger.sent.add(number);
    return numbers;
  };
  const acknowledge = (numbers: readonly number[]): void => {
    for (const number of numbers) ledger.acknowledged.add(number);
    onAcknowledged();
  };
  const { store } = openTestStore(vfs, { clock: clock.read });
  for (let step = 0; step < 25; step++) {
    clock.nowMs += random.below(1000);
    const choice = random.below(10);
    if (choice < 3) {
      const [number] = take(1);
      store.appendRow(testRow(number!));
      acknowledge([number!]);
    } else if (choice < 7) {
      const numbers = take(1 + random.below(60));
      store.appendLines(bytesOf(...numbers.map(testRow)));
      acknowledge(numbers);
    } else if (choice === 7) store.seal();
    else if (choice === 8) store.compact();
    else {
      const gone = (number: number): boolean => number % 5 === step % 5;
      for (const number of ledger.acknowledged) if (gone(number)) ledger.deleting.add(number);
      store.deleteRows((block) => {
        const rows = new Bitmap(block.rowCount);
        for (let row = 0; row < block.rowCount; row++) if (gone(numberOf(block.json(row)))) rows.set(row);
        return rows;
      });
      for (const number of ledger.acknowledged) if (gone(number)) ledger.deleted.add(number);
      onAcknowledged();
    }
  }
  store.close();
}

function checkAfterStart(vfs: MemoryVfs, ledger: Ledger, label: string): void {
  const { store, problems } = openTestStore(vfs);
  const texts = textsOf(store);
  const numbers = texts.map(numberOf);
  const stored = new Set(numbers);
  expect(stored.size, `${label}: a row is there twice`).toBe(numbers.length);
  for (const [index, number] of numbers.entries()) {
    expect(texts[index], label).toBe(testRow(number));
    expect(ledger.sent.has(number), `${label}: ${number} was never sent`).toBe(true);
    expect(ledger.deleted.has(number), `${label}: ${number} was deleted`).toBe(false);
  }
  for (const number of ledger.acknowledged) {
    const isThere = stored.has(number) || ledger.deleting.has(number);
    expect(isThere, `${label}: ${number} is lost; ${JSON.stringify(problems)}`).toBe(true);
  }
  // A power cut is no damage.
  expect(
    problems.filter(({ kind }) => kind === 'damage' || kind === 'write-failed'),
    label,
  ).toEqual([]);
  expect(store.verify().damaged, label).toEqual([]);
  store.appendRow(testRow(999_999));
  expect(textsOf(store).length, label).toBe(numbers.length + 1);
  store.close();
  const again = openTestStore(vfs);
  expect(again.problems, label).toEqual([]);
  expect(textsOf(again.store).length, label).toBe(numbers.length + 1);
  again.store.close();
}

function restore(target: Ledger, from: Ledger): void {
  for (const key of ['acknowledged', 'deleted'] as const) {
    target[key].clear();
    for (const number of from[key]) target[key].add(number);
  }
}
