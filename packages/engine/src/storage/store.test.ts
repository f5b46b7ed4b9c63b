import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  ClosedError,
  InvalidArgumentError,
  LimitExceededError,
  LockedError,
  ReadOnlyError,
  StorageError,
  UnsupportedVersionError,
} from '../errors/engine-error.ts';
import { shardDirectory } from './directory-layout.ts';
import { FaultVfs } from './fault-vfs.ts';
import { MemoryVfs } from './memory-vfs.ts';
import { bytesOf, numberOf, openTestStore, rowsOf, TestClock, testRow, textsOf } from './store.test-support.ts';
import { Store } from './store.ts';
import { joinPath } from './vfs-path.ts';

const DIRECTORY = shardDirectory();

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

describe('appending', () => {
  test('tells of each line what became of it', () => {
    const { store } = openTestStore(new MemoryVfs());
    const counts = store.appendLines(bytesOf(testRow(1), '', 'no json', '{"a":1,"a":2}', testRow(2)));
    expect(counts).toMatchObject({ accepted: 4, malformed: 1, rejected: 0, errors: [{ line: 3 }] });
    expect(store.appendLines(new Uint8Array(0)).accepted).toBe(0);
    expect(textsOf(store).length).toBe(4);
  });

  test('does not log lines that were rejected, whatever the next start would say of them', () => {
    const vfs = new MemoryVfs();
    const { store } = openTestStore(vfs, { malformed: 'reject', lineBytesMax: 200 });
    const long = JSON.stringify({ message: 'x'.repeat(300) });
    const counts = store.appendLines(bytesOf(testRow(1), 'no json', long, testRow(2)));
    expect(counts).toMatchObject({ accepted: 2, malformed: 1, rejected: 2 });
    expect(store.appendLines(bytesOf('no json')).rejected).toBe(1);
    store.appendRow(testRow(3));
    expect(textsOf(openTestStore(vfs.copy()).store)).toEqual([1, 2, 3].map(testRow));
  });

  test('takes one row of one line only', () => {
    const { store } = openTestStore(new MemoryVfs(), { lineBytesMax: 1000 });
    expect(() => store.appendRow('')).toThrow(InvalidArgumentError);
    expect(() => store.appendRow('{"a":1}\n{"a":2}')).toThrow(InvalidArgumentError);
    expect(() => store.appendRow(JSON.stringify({ a: 'x'.repeat(1000) }))).toThrow(LimitExceededError);
    store.appendRow(JSON.stringify({ message: 'ü'.repeat(400) }));
    expect(rowsOf(store).map(({ sequence }) => sequence)).toEqual([1]);
  });

  test('stores a chunk of many pieces as one, head rows before it', () => {
    const vfs = new MemoryVfs();
    const { store } = openTestStore(vfs, { limits: { pieceBytes: 1000, headRows: 50, blockRows: 20 } });
    store.appendLines(bytesOf(testRow(0)));
    const lines = range(1, 200).map((i) => (i % 50 === 7 ? 'no json' : testRow(i)));
    const counts = store.appendLines(bytesOf(...lines));
    expect(counts).toMatchObject({ accepted: 199, malformed: 4 });
    expect(counts.errors.map(({ line }) => line)).toEqual([7, 57, 107, 157]);
    expect(rowsOf(store).map(({ sequence }) => sequence)).toEqual(range(1, 201));
    expect(textsOf(openTestStore(vfs.copy()).store)).toEqual(textsOf(store));
  });

  test('stores all pieces of a chunk or none', () => {
    const vfs = new FaultVfs(new MemoryVfs());
    const { store } = openTestStore(vfs, { limits: { pieceBytes: 1000, headRows: 50, blockRows: 20 } });
    store.appendLines(bytesOf(testRow(0)));
    const chunk = bytesOf(...range(1, 200).map(testRow));
    store.flush();
    vfs.fault = { operations: ['append'], pathIncludes: 'segment-', times: 1, written: 'half' };
    expect(() => store.appendLines(chunk)).toThrow(StorageError);
    expect(textsOf(store)).toEqual([testRow(0)]);
    expect(store.appendLines(chunk).accepted).toBe(199);
    expect(textsOf(store)).toEqual(range(0, 200).map(testRow));
    store.close();
    expect(textsOf(openTestStore(vfs).store)).toEqual(range(0, 200).map(testRow));
  });

  test('splits a batch at midnight', () => {
    const { store } = openTestStore(new MemoryVfs(), { limits: { headRows: 24 } });
    const midnight = Date.UTC(2026, 2, 3);
    const rowAt = (ms: number): string => JSON.stringify({ timestamp: new Date(ms).toISOString(), message: 'm' });
    store.appendLines(bytesOf(...range(-20, 20).map((i) => rowAt(midnight + i * 1000))));
    const blocks = [...store.blocks(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)];
    expect(blocks.map(({ minTimeMs, maxTimeMs }) => [minTimeMs - midnight, maxTimeMs - midnight])).toEqual([
      [-20_000, -1000],
      [0, 19_000],
    ]);
  });
});

describe('blocks', () => {
  test('are those whose time overlaps, wherever their rows are', () => {
    const { store } = openTestStore(new MemoryVfs());
    const start = Date.UTC(2026, 2, 2);
    for (let i = 0; i < 10; i++) store.appendLines(bytesOf(...range(i * 30, i * 30 + 30).map(testRow)));
    store.appendLines(bytesOf(...range(300, 310).map(testRow)));
    const found = rowsOf(store, start + 95 * 977, start + 305 * 977);
    const numbers = found.map(({ json }) => numberOf(json));
    expect(numbers).toEqual(expect.arrayContaining(range(95, 306)));
    expect(numbers.length).toBeLessThan(290);
    expect(rowsOf(store, start - 5000, start - 1)).toEqual([]);
  });

  test('cost a few blocks, not all rows, when a query follows each row', () => {
    const { store } = openTestStore(new MemoryVfs(), { limits: { headRows: 10_000 } });
    let built = 0;
    const known = new Set<object>();
    for (let i = 0; i < 1024; i++) {
      store.appendRow(testRow(i));
      const blocks = [...store.blocks(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)];
      expect(blocks.reduce((sum, { rowCount }) => sum + rowCount, 0)).toBe(i + 1);
      for (const block of blocks) if (!known.has(block)) built += block.rowCount;
      for (const block of blocks) known.add(block);
      expect(blocks.length).toBeLessThanOrEqual(12);
    }
    // n log2 n is 10,240; building all rows anew each time would be 524,800.
    expect(built).toBeLessThan(20_000);
  });
});

describe('opening', () => {
  test('is for one writer and any number of readers', () => {
    const vfs = new MemoryVfs();
    const { store } = openTestStore(vfs);
    expect(() => openTestStore(vfs)).toThrow(LockedError);
    store.appendLines(bytesOf(...range(0, 40).map(testRow)));
    store.appendRow(testRow(40));
    const readers = [1, 2].map(() => openTestStore(vfs, { readOnly: true }));
    store.appendLines(bytesOf(...range(41, 100).map(testRow)));
    store.compact();
    store.close();
    for (const { store: reader, problems } of readers) {
      expect(textsOf(reader)).toEqual(range(0, 41).map(testRow));
      expect(problems).toEqual([]);
      expect(() => reader.appendRow('{}')).toThrow(ReadOnlyError);
      expect(() => reader.compact()).toThrow(ReadOnlyError);
      reader.close();
    }
    openTestStore(vfs).store.close();
  });

  test('as a reader of nothing finds nothing and makes nothing', () => {
    const vfs = new MemoryVfs();
    const { store } = openTestStore(vfs, { readOnly: true });
    expect(textsOf(store)).toEqual([]);
    expect(store.verify()).toEqual({ ok: true, files: 0, blocks: 0, rows: 0, damaged: [] });
    store.close();
    expect(vfs.list('')).toEqual([]);
  });

  test('refuses files of newer versions, and leaves them as they are', () => {
    const vfs = new MemoryVfs();
    const { store } = openTestStore(vfs);
    store.appendLines(bytesOf(...range(0, 40).map(testRow)));
    store.seal();
    store.appendRow(testRow(40));
    const disk = vfs.copy();
    for (const [kind, version, checksum] of [
      ['segment-', 4, { at: 16, from: 0, to: 16 }],
      ['log-', 8, { at: 28, from: 0, to: 28 }],
    ] as const) {
      const newer = disk.copy();
      const name = newer.list(DIRECTORY).find((entry) => entry.name.startsWith(kind))!.name;
      const path = joinPath(DIRECTORY, name);
      const content = newer.readWhole(path);
      const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
      view.setUint16(version, 9, true);
      view.setUint32(checksum.at, crc32(content.subarray(checksum.from, checksum.to)), true);
      newer.overwrite(path, content);
      expect(() => openTestStore(newer), kind).toThrow(UnsupportedVersionError);
      expect(newer.readWhole(path)).toEqual(content);
      // The lock is free again.
      newer.overwrite(path, disk.readWhole(path));
      expect(textsOf(openTestStore(newer).store).length).toBe(41);
    }
  });

  test('takes no other calls after close', () => {
    const vfs = new MemoryVfs();
    const { store } = openTestStore(vfs);
    store.close();
    store.close();
    expect(() => store.appendRow('{}')).toThrow(ClosedError);
    expect(() => store.blocks(0, 1)).toThrow(ClosedError);
    expect(() => store.statistics()).toThrow(ClosedError);
  });

  test('leaves a closed store with sealed segments alone', () => {
    const vfs = new MemoryVfs();
    const { store } = openTestStore(vfs);
    store.appendLines(bytesOf(...range(0, 70).map(testRow)));
    store.appendRow(testRow(70));
    store.close();
    const names = vfs.list(DIRECTORY).map(({ name }) => name.replace(/\d+/, '#'));
    expect(new Set(names)).toEqual(new Set(['MANIFEST-#', 'segment-#.las']));
    const before = vfs.list(DIRECTORY);
    openTestStore(vfs).store.close();
    expect(vfs.list(DIRECTORY)).toEqual(before);
  });
});

describe('a full disk', () => {
  test('refuses rows, answers queries, and takes rows again when there is room', () => {
    const clock = new TestClock();
    const vfs = new MemoryVfs({ capacityBytes: 30_000 });
    const { store, problems } = openTestStore(vfs, { clock: clock.read });
    const stored: number[] = [];
    let failures = 0;
    for (let i = 0; i < 600; i++) {
      clock.nowMs += 10;
      const numbers = range(i * 40, i * 40 + (i % 3 === 0 ? 1 : 40));
      try {
        store.appendLines(bytesOf(...numbers.map(testRow)));
        stored.push(...numbers);
      } catch (error) {
        expect(error).toBeInstanceOf(StorageError);
        failures++;
      }
      if (i % 50 === 0) expect(textsOf(store).map(numberOf)).toEqual(stored);
    }
    expect(failures).toBeGreaterThan(20);
    expect(problems.some(({ kind }) => kind === 'write-failed')).toBe(true);
    // Little by little, not a file for each attempt.
    expect(vfs.list(DIRECTORY).length).toBeLessThan(60);
    const killedDisk = vfs.copy();
    // For the lock, which replaces a stale one.
    killedDisk.capacityBytes = 30_200;
    const killed = openTestStore(killedDisk);
    expect(textsOf(killed.store).map(numberOf)).toEqual(stored);
    vfs.capacityBytes = 200_000;
    store.appendLines(bytesOf(testRow(999_999)));
    stored.push(999_999);
    store.compact();
    expect(textsOf(store).map(numberOf)).toEqual(stored);
    store.close();
    const again = openTestStore(vfs);
    expect(textsOf(again.store).map(numberOf)).toEqual(stored);
    expect(again.problems).toEqual([]);
  });
});

test('statistics count what is there', () => {
  const vfs = new MemoryVfs();
  const { store } = openTestStore(vfs);
  expect(store.statistics()).toMatchObject({ rows: 0, segments: 0, minTimeMs: null, maxTimeMs: null, nextSequence: 1 });
  const chunk = bytesOf(...range(0, 50).map(testRow));
  store.appendLines(chunk);
  store.appendRow(testRow(50));
  const rawBytes = chunk.length + testRow(50).length + 1;
  expect(store.statistics()).toMatchObject({
    rows: 51,
    headRows: 1,
    rawBytes,
    segments: 1,
    minTimeMs: Date.UTC(2026, 2, 2),
    maxTimeMs: Date.UTC(2026, 2, 2) + 50 * 977,
    nextSequence: 52,
  });
  store.close();
  const again = Store.open({ vfs, usesTimer: false });
  expect(again.statistics()).toMatchObject({ rows: 51, rawBytes, headRows: 0, quarantined: 0, problems: {} });
  expect(again.statistics().storedBytes).toBe(
    vfs.list(DIRECTORY).reduce((sum, { name }) => sum + vfs.size(joinPath(DIRECTORY, name)), 0),
  );
});
