import { describe, expect, test } from 'vitest';
import { Bitmap } from '../bytes/bitmap.ts';
import type { ValuePredicate } from '../columns/value-predicate.ts';
import type { FieldIndex } from '../indexes/field-index.ts';
import type { Block } from '../segments/block.ts';
import { StoredBlock } from '../segments/stored-block.ts';
import { MemoryVfs } from './memory-vfs.ts';
import { bytesOf, openTestStore, reopenCopy, type TestStore } from './store.test-support.ts';
import type { Store } from './store.ts';
import type { StoreOptions } from './store-options.ts';

const userOf = (number: number): string => `u${(number * 37) % 101}`;
const row = (number: number): string =>
  JSON.stringify({ timestamp: Date.UTC(2026, 2, 2) + number * 1000, user: userOf(number), message: `row ${number}` });

const isUser = (user: string): ValuePredicate => ({ texts: new Set([user]), test: (text) => text === user });

/** A store with an index of `user`: a sealed segment, an open one, and rows in the head. Each of 101 users has three rows at least. */
function sample(options: Partial<StoreOptions> = {}): { vfs: MemoryVfs; store: Store } {
  const vfs = new MemoryVfs();
  const { store } = openTestStore(vfs, { indexes: ['user'], ...options });
  const append = (from: number, count: number): void => {
    store.appendLines(bytesOf(...Array.from({ length: count }, (_, i) => row(from + i))));
  };
  append(0, 150);
  store.seal();
  append(150, 120);
  append(270, 10);
  return { vfs, store };
}

function storedBlocks(store: Store): StoredBlock[] {
  return [...store.blocks(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)].filter(
    (block): block is StoredBlock => block instanceof StoredBlock,
  );
}

/** The rows of a user by the index where there is one, each tested; and how many rows were tested. */
function rowsOfUser(store: Store, user: string): { texts: string[]; tested: number } {
  const texts: string[] = [];
  let tested = 0;
  for (const block of store.blocks(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)) {
    for (const candidate of candidatesIn(block, user)) {
      tested++;
      if (block.deleted?.has(candidate) !== true && block.column('user')!.text(candidate) === user)
        texts.push(block.json(candidate));
    }
  }
  return { texts: texts.sort(), tested };
}

function candidatesIn(block: Block, user: string): Iterable<number> {
  return block.candidateRows?.('user', isUser(user)) ?? Array.from({ length: block.rowCount }, (_, i) => i);
}

function expectedOf(user: string, isDeleted: (number: number) => boolean = () => false): string[] {
  const numbers = Array.from({ length: 280 }, (_, number) => number);
  return numbers
    .filter((number) => userOf(number) === user && !isDeleted(number))
    .map(row)
    .sort();
}

/** Every block in a file has the index; only the head is looked through. */
function expectIndexed({ store }: Pick<TestStore, 'store'>, headRows: number): void {
  for (const block of storedBlocks(store)) expect(block.candidateRows('user', isUser('u0'))).toBeDefined();
  for (const user of ['u0', 'u50', 'u100']) {
    const { texts, tested } = rowsOfUser(store, user);
    expect(texts).toEqual(expectedOf(user));
    expect(tested - headRows).toBeLessThanOrEqual(texts.length);
  }
  expect(store.verify()).toMatchObject({ ok: true });
}

describe('an index of a store', () => {
  test('is there for sealed segments and for the open one', () => {
    const { store } = sample();
    expect(storedBlocks(store).length).toBeGreaterThan(5);
    expectIndexed({ store }, 10);
  });

  test('is there after a restart without an end, also for readers that do not name it', () => {
    const { vfs } = sample();
    expectIndexed(reopenCopy(vfs, { indexes: ['user'] }), 10);
    const copy = vfs.copy();
    openTestStore(copy, { indexes: ['user'] }).store.close();
    expectIndexed(openTestStore(copy, { readOnly: true }), 0);
  });

  test('is made for old segments when they are merged', () => {
    const { vfs, store } = sample({ indexes: [] });
    store.close();
    const again = openTestStore(vfs, { indexes: ['user'] });
    expect(storedBlocks(again.store).map((block) => block.candidateRows('user', isUser('u0')))).toContain(undefined);
    again.store.compact();
    expectIndexed(again, 0);
  });

  test('names deleted rows, which stay hidden, until they are merged away', () => {
    const { vfs, store } = sample();
    const isDeleted = (number: number): boolean => userOf(number) === 'u50' && number < 150;
    store.deleteRows((block) => {
      const rows = new Bitmap(block.rowCount);
      for (let i = 0; i < block.rowCount; i++) if (isDeleted(Number(/row (\d+)/.exec(block.json(i))?.[1]))) rows.set(i);
      return rows;
    });
    for (const { store: each } of [{ store }, reopenCopy(vfs, { indexes: ['user'] })])
      expect(rowsOfUser(each, 'u50').texts).toEqual(expectedOf('u50', isDeleted));
    store.compact();
    expect(rowsOfUser(store, 'u50').texts).toEqual(expectedOf('u50', isDeleted));
    expect(storedBlocks(store).every((block) => block.candidateRows('user', isUser('u0')) !== undefined)).toBe(true);
  });

  test('that is not that of the values is found by verify', () => {
    let calls = 0;
    const changing: FieldIndex = {
      field: 'user',
      kind: 'changing',
      build: () => Uint8Array.of(calls++),
      open: () => ({ candidates: () => undefined }),
    };
    const { store } = sample({ indexes: [changing] });
    const { damaged } = store.verify();
    expect(damaged.length).toBe(storedBlocks(store).length);
    expect(damaged[0]!.reason).toBe("the index 'changing' of the field 'user' is not that of its values");
  });

  test('that throws is reported, and its store goes on without it', () => {
    const broken: FieldIndex = {
      field: 'user',
      kind: 'broken',
      build: () => {
        throw new Error('out of order');
      },
      open: () => ({ candidates: () => undefined }),
    };
    const problems: string[] = [];
    const { store } = sample({
      indexes: [broken],
      onProblem: ({ kind, message }) => problems.push(`${kind}: ${message}`),
    });
    expect(new Set(problems)).toEqual(new Set(["index-failed: the index 'broken' of the field 'user': out of order"]));
    expect(rowsOfUser(store, 'u50').texts).toEqual(expectedOf('u50'));
  });
});
