import { expect, test } from 'vitest';
import { Bitmap } from '../bytes/bitmap.ts';
import { EngineError } from '../errors/engine-error.ts';
import { type Fault, FaultVfs } from './fault-vfs.ts';
import { MemoryVfs } from './memory-vfs.ts';
import { seededRandom } from './seeded-random.ts';
import { bytesOf, numberOf, openTestStore, TestClock, testRow, textsOf } from './store.test-support.ts';
import type { Store } from './store.ts';
import type { Durability } from './store-options.ts';

/** Every how many-th operation fails here; all of them with 1 in the environment. */
const STRIDE = Number(process.env.STORE_FAULT_STRIDE ?? 9);

interface Ledger {
  readonly sent: Set<number>;
  readonly acknowledged: Set<number>;
  readonly deleting: Set<number>;
}

const FAULTS: readonly { readonly name: string; readonly fault: Fault }[] = [
  { name: 'once with EIO', fault: { times: 1, code: 'EIO' } },
  { name: 'for a while with ENOSPC, half written', fault: { times: 12, code: 'ENOSPC', written: 'half' } },
  { name: 'for ever with EIO', fault: { code: 'EIO' } },
  {
    name: 'for ever, writes alone, with ENOSPC',
    fault: { code: 'ENOSPC', written: 'half', operations: ['create', 'createWhole', 'append', 'mkdirp', 'sync'] },
  },
];

for (const durability of ['fsync', 'interval'] as const) {
  for (const { name, fault } of FAULTS) {
    test(`operations fail ${name}: what was acknowledged is there, now and after a start (${durability})`, () => {
      const operations = run(new MemoryVfs(), durability, undefined).operations;
      for (let after = 0; after < operations; after += STRIDE) {
        const disk = new MemoryVfs();
        const { ledger, isClosed } = run(disk, durability, { ...fault, after });
        // Without a sync only a process that ends in good order leaves everything.
        if (durability === 'interval' && !isClosed) ledger.acknowledged.clear();
        check(disk.copy(), ledger, `after ${after} operations`);
        if (durability === 'fsync')
          check(disk.crash({ seed: after }), ledger, `after ${after} operations and a power cut`);
      }
    });
  }
}

/** The same work each time; the client goes on after errors as if it had not seen them. */
function run(
  disk: MemoryVfs,
  durability: Durability,
  fault: Fault | undefined,
): { ledger: Ledger; operations: number; isClosed: boolean } {
  const ledger: Ledger = { sent: new Set(), acknowledged: new Set(), deleting: new Set() };
  const vfs = new FaultVfs(disk);
  const clock = new TestClock();
  if (fault !== undefined) vfs.fault = fault;
  const store = attempt(() => openTestStore(vfs, { clock: clock.read, durability }).store);
  if (store === undefined) return { ledger, operations: vfs.operations, isClosed: false };
  const random = seededRandom(7);
  let next = 1;
  const append = (count: number, action: (numbers: readonly number[]) => void): void => {
    const numbers = Array.from({ length: count }, () => next++);
    for (const number of numbers) ledger.sent.add(number);
    if (attempt(() => action(numbers) ?? true) === true) for (const number of numbers) ledger.acknowledged.add(number);
  };
  for (let step = 0; step < 22; step++) {
    clock.nowMs += random.below(900);
    const choice = random.below(10);
    if (choice < 4) append(1, ([number]) => store.appendRow(testRow(number!)));
    else if (choice < 7)
      append(1 + random.below(40), (numbers) => void store.appendLines(bytesOf(...numbers.map(testRow))));
    else if (choice === 7) attempt(() => store.seal());
    else if (choice === 8) attempt(() => store.compact());
    else deleteSome(store, ledger, step);
    checkLive(store, ledger);
  }
  const isClosed = attempt(() => store.close() ?? true) === true;
  return { ledger, operations: vfs.operations, isClosed };
}

function deleteSome(store: Store, ledger: Ledger, step: number): void {
  const gone = (number: number): boolean => number % 7 === step % 7;
  for (const number of ledger.sent) if (gone(number)) ledger.deleting.add(number);
  attempt(() =>
    store.deleteRows((block) => {
      const rows = new Bitmap(block.rowCount);
      for (let row = 0; row < block.rowCount; row++) if (gone(numberOf(block.json(row)))) rows.set(row);
      return rows;
    }),
  );
}

/** Queries that can be answered are answered rightly while writing fails. */
function checkLive(store: Store, ledger: Ledger): void {
  const texts = attempt(() => textsOf(store));
  if (texts !== undefined) checkTexts(texts, ledger, 'while running');
}

function checkTexts(texts: readonly string[], ledger: Ledger, label: string): void {
  const numbers = texts.map(numberOf);
  expect(new Set(numbers).size, `${label}: a row is there twice`).toBe(numbers.length);
  for (const [index, number] of numbers.entries()) {
    expect(texts[index], label).toBe(testRow(number));
    expect(ledger.sent.has(number), `${label}: ${number} was never sent`).toBe(true);
  }
}

function check(vfs: MemoryVfs, ledger: Ledger, label: string): void {
  const { store, problems } = openTestStore(vfs);
  const texts = textsOf(store);
  checkTexts(texts, ledger, label);
  const stored = new Set(texts.map(numberOf));
  const lost = [...ledger.acknowledged].filter((number) => !stored.has(number) && !ledger.deleting.has(number));
  expect(lost, `${label}; ${JSON.stringify(problems)}`).toEqual([]);
  store.appendLines(bytesOf(testRow(999_999)));
  expect(textsOf(store).length, label).toBe(texts.length + 1);
  store.close();
  const again = openTestStore(vfs);
  expect(textsOf(again.store).length, label).toBe(texts.length + 1);
  expect(again.store.verify().damaged, label).toEqual([]);
  again.store.close();
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}
