import { describe, expect, test } from 'vitest';
import { Bitmap } from '../bytes/bitmap.ts';
import { DiskFullError } from '../errors/engine-error.ts';
import type { Block } from '../segments/block.ts';
import { RESERVE_FILE, shardDirectory } from './directory-layout.ts';
import { FaultVfs } from './fault-vfs.ts';
import { MemoryVfs } from './memory-vfs.ts';
import { bytesOf, numberOf, openTestStore, TestClock, testRow, textsOf } from './store.test-support.ts';
import { joinPath } from './vfs-path.ts';

const RESERVE = joinPath(shardDirectory(), RESERVE_FILE);
const MIB = 1024 * 1024;

function rows(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, i) => testRow(from + i));
}

function rowsBelow(bound: number): (block: Block) => Bitmap {
  return (block) => {
    const found = new Bitmap(block.rowCount);
    for (let row = 0; row < block.rowCount; row++) if (numberOf(block.json(row)) < bound) found.set(row);
    return found;
  };
}

/** Leaves no byte free. */
function fill(vfs: MemoryVfs): void {
  vfs.capacityBytes = 1e12;
  vfs.capacityBytes = 1e12 - vfs.availableBytes();
}

describe('the floor of free space', () => {
  test('refuses rows by an error of its own, answers queries, deletes, and passes by itself', () => {
    const clock = new TestClock();
    const vfs = new FaultVfs(new MemoryVfs());
    const { store } = openTestStore(vfs, { clock: clock.read, freeBytesMin: MIB });
    store.appendLines(bytesOf(...rows(0, 100)));
    vfs.freeBytes = MIB - 1;
    const before = vfs.operations;
    expect(() => store.appendLines(bytesOf(testRow(100)))).toThrow(DiskFullError);
    clock.nowMs += 1000;
    expect(() => store.appendRow(testRow(100))).toThrow(/1048575 bytes are free.*freeBytesMin/);
    expect(vfs.operations).toBe(before);
    expect(textsOf(store)).toEqual(rows(0, 100));
    expect(store.deleteRows(rowsBelow(10))).toBe(10);
    expect(textsOf(store)).toEqual(rows(10, 100));
    vfs.freeBytes = MIB;
    store.appendLines(bytesOf(testRow(100)));
    store.appendRow(testRow(101));
    expect(textsOf(store)).toEqual(rows(10, 102));
  });

  test('is looked at often enough where rows come one by one, and no more', () => {
    const clock = new TestClock();
    const vfs = new FaultVfs(new MemoryVfs());
    const { store } = openTestStore(vfs, { clock: clock.read, freeBytesMin: MIB });
    store.appendRow(testRow(0));
    vfs.freeBytes = 0;
    store.appendRow(testRow(1));
    clock.nowMs += 100;
    expect(() => store.appendRow(testRow(2))).toThrow(DiskFullError);
    vfs.freeBytes = undefined;
    store.appendRow(testRow(2));
    expect(textsOf(store)).toEqual(rows(0, 3));
  });

  test('is not there where it is 0, nor where the file system does not say', () => {
    const vfs = new FaultVfs(new MemoryVfs());
    vfs.freeBytes = 0;
    openTestStore(vfs, { freeBytesMin: 0 }).store.appendLines(bytesOf(testRow(0)));
    const silent = new FaultVfs(new MemoryVfs());
    silent.freeBytes = Number.POSITIVE_INFINITY;
    openTestStore(silent, { freeBytesMin: MIB }).store.appendLines(bytesOf(testRow(0)));
  });

  test('keeps the store from merging by itself', () => {
    const clock = new TestClock();
    const vfs = new FaultVfs(new MemoryVfs());
    const { store } = openTestStore(vfs, { clock: clock.read, freeBytesMin: MIB });
    for (let i = 0; i < 4; i++) {
      store.appendLines(bytesOf(...rows(i * 30, i * 30 + 30)));
      if (i === 3) vfs.freeBytes = 0;
      store.seal();
    }
    for (let i = 0; i < 100; i++) {
      clock.nowMs += 1000;
      expect(() => store.appendRow(testRow(999))).toThrow(DiskFullError);
    }
    expect(store.statistics().merges).toBe(0);
  });
});

describe('a disk without a free byte', () => {
  test('lets a store start, answer and delete, and takes rows again when there is room', () => {
    for (const isKilled of [false, true]) {
      const disk = new MemoryVfs({ capacityBytes: 1e9 });
      const clock = new TestClock();
      const options = { clock: clock.read, freeBytesMin: MIB };
      const { store } = openTestStore(disk, options);
      for (let i = 0; i < 10; i++) store.appendLines(bytesOf(...rows(i * 30, i * 30 + 29)));
      store.appendLines(bytesOf(...rows(300, 305)));
      const expected = textsOf(store);
      if (!isKilled) store.close();
      // What a kill leaves is read in a machine of its own, where the lock means nothing.
      const vfs = isKilled ? disk.copy() : disk;
      fill(vfs);

      const started = openTestStore(vfs, options);
      expect(textsOf(started.store)).toEqual(expected);
      expect(() => started.store.appendLines(bytesOf(testRow(900)))).toThrow(DiskFullError);
      expect(started.store.deleteRows(rowsBelow(100))).toBeGreaterThan(90);
      const left = expected.filter((text) => numberOf(text) >= 100);
      expect(textsOf(started.store)).toEqual(left);

      const again = openTestStore(vfs.copy(), options);
      expect(textsOf(again.store)).toEqual(left);
      expect(again.problems.filter(({ kind }) => kind === 'damage')).toEqual([]);

      vfs.capacityBytes = 1e9;
      started.store.appendLines(bytesOf(testRow(900)));
      expect(textsOf(started.store)).toEqual([...left, testRow(900)]);
      clock.nowMs += 60_000;
      started.store.appendLines(bytesOf(testRow(901)));
      expect(vfs.exists(RESERVE)).toBe(true);
      started.store.close();
      expect(openTestStore(vfs, options).problems).toEqual([]);
    }
  });

  test('has as much of the reserve left after a start as all rows need to be deleted', () => {
    const vfs = new MemoryVfs({ capacityBytes: 1e9 });
    const { store } = openTestStore(vfs);
    store.appendLines(bytesOf(...rows(0, 100)));
    store.close();
    const size = vfs.size(RESERVE);
    expect(size).toBe(128 * 1024);
    fill(vfs);
    const again = openTestStore(vfs);
    expect(vfs.size(RESERVE)).toBe(size - 64 * 1024);
    again.store.close();
    openTestStore(vfs).store.close();
    expect(vfs.size(RESERVE)).toBe(size - 64 * 1024);
  });

  test('lets rows go that are past', () => {
    const clock = new TestClock();
    const vfs = new MemoryVfs({ capacityBytes: 1e9 });
    const options = { clock: clock.read, retention: { maxAgeSeconds: 3600 } };
    const { store } = openTestStore(vfs, options);
    clock.nowMs = Date.UTC(2026, 2, 2);
    store.appendLines(bytesOf(...rows(0, 100)));
    store.close();
    const used = vfs.list(shardDirectory()).length;
    fill(vfs);
    clock.nowMs += 10 * 3_600_000;
    const again = openTestStore(vfs, options);
    expect(again.store.statistics().segments).toBe(0);
    again.store.close();
    expect(vfs.list(shardDirectory()).length).toBeLessThan(used);
  });
});

test('the reserve is no part of the store: it is in no quarantine and verify says nothing of it', () => {
  const vfs = new MemoryVfs({ capacityBytes: 1e9 });
  openTestStore(vfs).store.close();
  vfs.overwrite(RESERVE, Uint8Array.of(1, 2, 3));
  const { store, problems } = openTestStore(vfs);
  expect(store.verify().ok).toBe(true);
  expect(problems).toEqual([]);
  // It has grown again.
  expect(vfs.size(RESERVE)).toBeGreaterThan(100_000);
});
