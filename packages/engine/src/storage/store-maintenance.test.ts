import { describe, expect, test } from 'vitest';
import { Bitmap } from '../bytes/bitmap.ts';
import type { Block } from '../segments/block.ts';
import { shardDirectory } from './directory-layout.ts';
import { FaultVfs } from './fault-vfs.ts';
import { MemoryVfs } from './memory-vfs.ts';
import { seededRandom } from './seeded-random.ts';
import { bytesOf, numberOf, openTestStore, rowsOf, TestClock, testRow, textsOf } from './store.test-support.ts';
import type { Store } from './store.ts';
import { joinPath } from './vfs-path.ts';

const DAY_MS = 86_400_000;
const DIRECTORY = shardDirectory();

function rowAt(number: number, ms: number): string {
  return JSON.stringify({ timestamp: new Date(ms).toISOString(), message: `row ${number} took 1 ms` });
}

function numbersOf(store: Store): number[] {
  return textsOf(store).map(numberOf);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

function segmentFiles(vfs: MemoryVfs): string[] {
  return vfs
    .list(DIRECTORY)
    .map(({ name }) => name)
    .filter((name) => name.startsWith('segment-'));
}

function selectNumbers(isWanted: (number: number) => boolean): (block: Block) => Bitmap {
  return (block) => {
    const rows = new Bitmap(block.rowCount);
    for (let row = 0; row < block.rowCount; row++) if (isWanted(numberOf(block.json(row)))) rows.set(row);
    return rows;
  };
}

describe('retention', () => {
  test('by age hides rows at once, within blocks too, and removes files when their newest row is past', () => {
    const clock = new TestClock();
    const vfs = new MemoryVfs();
    const { store } = openTestStore(vfs, { clock: clock.read, retention: { maxAgeSeconds: 3600 } });
    const start = clock.nowMs;
    store.appendLines(bytesOf(...range(0, 60).map((i) => rowAt(i, start - i * 60_000))));
    store.seal();
    store.appendLines(bytesOf(...range(60, 70).map((i) => rowAt(i, start - (i - 60) * 60_000))));
    expect(numbersOf(store)).toEqual(range(0, 70));
    clock.nowMs = start + 30 * 60_000;
    expect(numbersOf(store)).toEqual([...range(0, 31), ...range(60, 70)]);
    clock.nowMs = start + 55 * 60_000;
    expect(numbersOf(store)).toEqual([...range(0, 6), ...range(60, 66)]);
    expect(segmentFiles(vfs).length).toBe(1);
    clock.nowMs = start + 61 * 60_000;
    expect(numbersOf(store)).toEqual([]);
    store.appendLines(bytesOf(rowAt(99, clock.nowMs)));
    expect(numbersOf(store)).toEqual([99]);
    // The one that the head went into.
    expect(store.statistics().segments).toBe(1);
    store.close();
    expect(segmentFiles(vfs).length).toBe(1);
  });

  test('hides what is past and what is deleted in one block', () => {
    const clock = new TestClock();
    const { store } = openTestStore(new MemoryVfs(), { clock: clock.read, retention: { maxAgeSeconds: 1000 } });
    store.appendLines(bytesOf(...range(0, 10).map((i) => rowAt(i, clock.nowMs - i * 100_000))));
    expect(store.deleteRows(selectNumbers((number) => number % 2 === 0))).toBe(5);
    clock.nowMs += 500_000;
    expect(numbersOf(store)).toEqual([1, 3, 5]);
    // Rows that are past are not there to be deleted.
    expect(store.deleteRows(selectNumbers((number) => number > 4))).toBe(1);
    expect(numbersOf(store)).toEqual([1, 3]);
    store.compact();
    expect(numbersOf(store)).toEqual([1, 3]);
    expect(store.statistics().rows).toBe(2);
  });

  test('by size drops the oldest segments, but keeps the newest two days', () => {
    const clock = new TestClock();
    const vfs = new MemoryVfs();
    const { store } = openTestStore(vfs, { clock: clock.read });
    for (let day = 0; day < 6; day++) {
      const ms = clock.nowMs - (5 - day) * DAY_MS;
      store.appendLines(bytesOf(...range(day * 100, day * 100 + 40).map((i) => rowAt(i, ms))));
      store.seal();
    }
    store.close();
    const sizes = segmentFiles(vfs).map((name) => vfs.size(joinPath(DIRECTORY, name)));
    const options = { clock: clock.read, retention: { maxBytes: Math.max(...sizes) * 5 } };
    const { store: again } = openTestStore(vfs, options);
    const days = new Set(numbersOf(again).map((number) => Math.floor(number / 100)));
    expect([...days]).toEqual([1, 2, 3, 4, 5]);
    again.close();
    const { store: small } = openTestStore(vfs, { ...options, retention: { maxBytes: 1 } });
    expect([...new Set(numbersOf(small).map((number) => Math.floor(number / 100)))]).toEqual([3, 4, 5]);
  });
});

describe('deletion', () => {
  test('is on disk when it returns, and gone for good after compacting', () => {
    const vfs = new MemoryVfs();
    const { store } = openTestStore(vfs);
    store.appendLines(bytesOf(...range(0, 100).map(testRow)));
    store.appendRow(testRow(100));
    expect(store.deleteRows(selectNumbers((number) => number % 3 === 0))).toBe(34);
    expect(store.deleteRows(selectNumbers((number) => number % 3 === 0))).toBe(0);
    expect(store.deleteRows(selectNumbers((number) => number < 10))).toBe(6);
    const expected = range(10, 101).filter((number) => number % 3 !== 0);
    expect(
      numbersOf(openTestStore(vfs.crash({ seed: 1, unsyncedBytes: 'drop', unsyncedEntries: 'lose' })).store),
    ).toEqual(expected);
    expect(store.statistics()).toMatchObject({ rows: expected.length, deletedRows: 40 });
    store.compact();
    expect(numbersOf(store)).toEqual(expected);
    expect(store.statistics()).toMatchObject({ rows: expected.length, deletedRows: 0 });
    store.close();
    expect(vfs.list(DIRECTORY).some(({ name }) => name.startsWith('tombstones'))).toBe(false);
    const again = openTestStore(vfs).store;
    expect(numbersOf(again)).toEqual(expected);
    again.deleteRows(() => Bitmap.full(0));
    again.deleteRows((block) => Bitmap.full(block.rowCount));
    again.compact();
    expect(again.statistics()).toMatchObject({ rows: 0, segments: 0 });
  });

  test('that cannot be written deletes nothing', () => {
    const vfs = new FaultVfs(new MemoryVfs());
    const { store } = openTestStore(vfs);
    store.appendLines(bytesOf(...range(0, 40).map(testRow)));
    for (let after = 0; after < 12; after++) {
      store.flush();
      vfs.fault = { after, operations: ['create', 'append', 'sync', 'rename', 'syncDirectory'] };
      const attempt = (): number => store.deleteRows(selectNumbers((number) => number === after));
      let isDone = true;
      try {
        attempt();
      } catch {
        isDone = false;
      }
      vfs.fault = undefined as never;
      expect(numbersOf(store).includes(after), `after ${after} operations`).toBe(!isDone);
      store.deleteRows(selectNumbers((number) => number === after));
    }
    expect(numbersOf(store)).toEqual(range(12, 40));
  });
});

describe('merging', () => {
  test('goes on in short steps while rows come in, and leaves fewer segments with the same rows', () => {
    const clock = new TestClock();
    const vfs = new FaultVfs(new MemoryVfs());
    const { store } = openTestStore(vfs, { clock: clock.read });
    let next = 0;
    const appendSome = (count: number): void => {
      store.appendLines(bytesOf(...range(next, next + count).map(testRow)));
      next += count;
    };
    for (let round = 0; round < 9; round++) {
      appendSome(30);
      store.seal();
    }
    let most = 0;
    const mergesBefore = store.statistics().merges;
    const stepsOfMerges: number[] = [];
    for (let steps = 0; store.statistics().segments > 4; steps++) {
      clock.nowMs += 1;
      const before = vfs.operations;
      const { merges } = store.statistics();
      store.appendRow(testRow(next++));
      most = Math.max(most, vfs.operations - before);
      if (store.statistics().merges === merges) continue;
      stepsOfMerges.push(steps);
      steps = 0;
    }
    expect(stepsOfMerges.length).toBe(store.statistics().merges - mergesBefore);
    // Begin, read, write, sync, seal and list, each in a call of its own.
    for (const steps of stepsOfMerges) expect(steps).toBeGreaterThanOrEqual(4);
    // Two manifests at most, the log, and of the merge one block.
    expect(most).toBeLessThanOrEqual(50);
    expect(numbersOf(store)).toEqual(range(0, next));
    expect(rowsOf(store).map(({ sequence }) => sequence)).toEqual(range(1, next + 1));
    store.close();
  });

  test('all at once makes large blocks of small ones, and is done the second time', () => {
    const vfs = new MemoryVfs();
    const { store } = openTestStore(vfs, { limits: { segmentBytes: 1e6 } });
    for (let i = 0; i < 40; i++) {
      store.appendLines(bytesOf(testRow(i)));
      store.flush();
      if (i % 10 === 0) store.seal();
    }
    store.compact();
    expect(store.statistics()).toMatchObject({ segments: 1, blocks: 1 });
    const { merges } = store.statistics();
    store.compact();
    expect(store.statistics().merges).toBe(merges);
    expect(numbersOf(store)).toEqual(range(0, 40));
    store.close();
    expect(segmentFiles(vfs).length).toBe(1);
  });

  test('puts a damaged block into quarantine and keeps the others', () => {
    const vfs = new MemoryVfs();
    const { store } = openTestStore(vfs);
    for (let i = 0; i < 4; i++) store.appendLines(bytesOf(...range(i * 30, i * 30 + 30).map(testRow)));
    store.close();
    const [file] = segmentFiles(vfs);
    const content = vfs.readWhole(joinPath(DIRECTORY, file!));
    content[content.length >> 1]! ^= 1;
    vfs.overwrite(joinPath(DIRECTORY, file!), content);
    const { store: again, problems } = openTestStore(vfs);
    expect(again.verify().damaged.length).toBe(1);
    again.appendLines(bytesOf(...range(120, 150).map(testRow)));
    again.compact();
    expect(numbersOf(again).length).toBe(120);
    expect(problems.map(({ kind }) => kind)).toEqual(['damage']);
    expect(again.statistics().quarantined).toBe(1);
    expect(again.verify().damaged).toEqual([]);
  });

  test('gives up when the segments it reads are changed', () => {
    const clock = new TestClock();
    const { store } = openTestStore(new MemoryVfs(), { clock: clock.read });
    let next = 0;
    for (let round = 0; round < 5; round++) {
      store.appendLines(bytesOf(...range(next, next + 30).map(testRow)));
      next += 30;
      store.seal();
    }
    for (let i = 0; i < 60; i++) {
      clock.nowMs++;
      store.appendRow(testRow(next++));
      if (i % 3 === 0) store.deleteRows(selectNumbers((number) => number === i));
    }
    const expected = range(0, next).filter((number) => number >= 60 || number % 3 !== 0);
    expect(numbersOf(store)).toEqual(expected);
    store.compact();
    expect(numbersOf(store)).toEqual(expected);
  });
});

describe('the clock', () => {
  test('seals at the end of the day and after an idle hour', () => {
    const clock = new TestClock();
    const vfs = new MemoryVfs();
    const { store } = openTestStore(vfs, { clock: clock.read });
    store.appendLines(bytesOf(...range(0, 30).map(testRow)));
    clock.nowMs += DAY_MS / 2;
    store.appendLines(bytesOf(...range(30, 60).map(testRow)));
    expect(store.statistics().segments).toBe(2);
    clock.nowMs += 3_700_000;
    store.appendRow(testRow(60));
    clock.nowMs += 1;
    store.appendLines(bytesOf(...range(61, 90).map(testRow)));
    expect(store.statistics().segments).toBe(3);
    expect(numbersOf(store)).toEqual(range(0, 90));
  });

  test('syncs in interval mode once a second, and puts an old head into a segment', () => {
    const clock = new TestClock();
    const disk = new MemoryVfs();
    const vfs = new FaultVfs(disk);
    const { store } = openTestStore(vfs, { clock: clock.read, durability: 'interval' });
    store.appendRow(testRow(0));
    const before = vfs.counts.sync;
    for (let i = 1; i < 10; i++) {
      clock.nowMs += 50;
      store.appendRow(testRow(i));
    }
    // The log file and the manifest that lists it, but no row.
    expect(vfs.counts.sync - before).toBeLessThanOrEqual(2);
    clock.nowMs += 1000;
    store.appendRow(testRow(10));
    const cut = disk.crash({ seed: 1, unsyncedBytes: 'drop', unsyncedEntries: 'lose' });
    expect(numbersOf(openTestStore(cut).store)).toEqual(range(0, 11));
    expect(store.statistics().headRows).toBe(11);
    clock.nowMs += 300_000;
    store.appendRow(testRow(11));
    expect(store.statistics().headRows).toBe(0);
  });

  test('may go back ten years', () => {
    const clock = new TestClock();
    const { store } = openTestStore(new MemoryVfs(), { clock: clock.read, durability: 'interval' });
    for (let i = 0; i < 100; i++) {
      clock.nowMs += i === 50 ? -3650 * DAY_MS : 100;
      store.appendRow(testRow(i));
    }
    expect(numbersOf(store)).toEqual(range(0, 100));
    store.close();
  });
});

describe('observers', () => {
  test('hear of every row once, in order, after it is stored', () => {
    const heard: number[] = [];
    let isObserving = true;
    const vfs = new MemoryVfs();
    const { store } = openTestStore(vfs, {
      observer: {
        get observes() {
          return isObserving;
        },
        rowsAdded: (blocks) => {
          for (const block of blocks) {
            const rows = range(0, block.rowCount).map((row) => ({
              sequence: block.sequenceOf(row),
              json: block.json(row),
            }));
            rows.sort((a, b) => a.sequence - b.sequence);
            heard.push(...rows.map(({ json }) => numberOf(json)));
          }
        },
      },
    });
    store.appendRow(testRow(0));
    store.appendLines(bytesOf(...range(1, 4).map(testRow)));
    store.appendLines(bytesOf(...range(4, 90).map(testRow)));
    for (const number of range(90, 130)) store.appendRow(testRow(number));
    store.appendLines(bytesOf(...range(130, 230).map(testRow)));
    expect(heard).toEqual(range(0, 230));
    isObserving = false;
    store.appendRow(testRow(230));
    expect(heard.length).toBe(230);
  });

  test('may throw', () => {
    const { store, problems } = openTestStore(new MemoryVfs(), {
      observer: {
        observes: true,
        rowsAdded: () => {
          throw new Error('no');
        },
      },
    });
    store.appendRow(testRow(0));
    expect(problems).toEqual([{ kind: 'observer-failed', message: 'no' }]);
    expect(numbersOf(store)).toEqual([0]);
  });
});

describe('a merge in the background', () => {
  /** Merges four segments whose footers are long; gives the bytes that each step of it appends to files. */
  function bytesOfSteps(mergeStepBytes: number): number[] {
    const clock = new TestClock();
    const disk = new MemoryVfs();
    const limits = { mergeStepBytes, headRows: 8192, headBytes: 1 << 20, blockRows: 4096, groupBytes: 512 };
    const { store } = openTestStore(disk, { clock: clock.read, limits });
    for (let segment = 0; segment < 4; segment++) {
      store.appendLines(bytesOf(...range(segment * 2000, segment * 2000 + 2000).map((i) => wordyRow(i, clock.nowMs))));
      store.seal();
    }
    store.deleteRows(selectNumbers((number) => number % 100 === 0));
    const expected = range(0, 8000).filter((number) => number % 100 !== 0);
    const steps: number[] = [];
    while (store.statistics().merges === 0) {
      clock.nowMs += 1;
      const before = bytesOnDisk(disk);
      store.appendRow(rowAt(9000, clock.nowMs));
      steps.push(bytesOnDisk(disk) - before);
    }
    expect(numbersOf(store).filter((number) => number < 9000)).toEqual(expected);
    store.close();
    const again = openTestStore(disk);
    expect(again.store.verify().ok).toBe(true);
    expect(numbersOf(again.store).filter((number) => number < 9000)).toEqual(expected);
    expect(again.problems).toEqual([]);
    return steps;
  }

  /** Of one of many templates, whose words the footer has. */
  function wordyRow(number: number, ms: number): string {
    const random = seededRandom((number % 64) + 64 * Math.floor(number / 2000));
    const letters = Array.from({ length: 200 }, (_, i) =>
      i % 10 === 0 ? ' ' : 'ghijklmnopqrstuvwxyz'[random.below(20)],
    );
    const message = `row ${number} took 1 ms${letters.join('')}`;
    return JSON.stringify({ timestamp: new Date(ms + number).toISOString(), message });
  }

  function bytesOnDisk(disk: MemoryVfs): number {
    const sizes = disk.list(DIRECTORY).map(({ name }) => disk.size(joinPath(DIRECTORY, name)));
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  test('builds no block of more than a thousand rows in a step, and writes a long footer in many', () => {
    const together = bytesOfSteps(1 << 20);
    const inPieces = bytesOfSteps(4096);

    // The footer is what differs.
    expect(Math.max(...together)).toBeGreaterThan(50_000);
    expect(Math.max(...inPieces)).toBeLessThan(30_000);
    expect(inPieces.length).toBeGreaterThan(together.length);
  });
});
