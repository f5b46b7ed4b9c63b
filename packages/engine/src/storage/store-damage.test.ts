import { beforeAll, expect, test } from 'vitest';
import { Bitmap } from '../bytes/bitmap.ts';
import { CorruptionError } from '../errors/engine-error.ts';
import type { Block } from '../segments/block.ts';
import { shardDirectory } from './directory-layout.ts';
import { MemoryVfs } from './memory-vfs.ts';
import {
  bytesOf,
  numberOf,
  openTestStore,
  rowsOfBlocks,
  type TestRow,
  testRow,
  textsOf,
} from './store.test-support.ts';
import type { Store } from './store.ts';
import type { StoreProblem } from './store-options.ts';
import { joinPath } from './vfs-path.ts';

const DIRECTORY = shardDirectory();
/** Every how many-th byte is tried here; all of them with 1 in the environment. */
const STRIDE = Number(process.env.STORE_DAMAGE_STRIDE ?? 83);
/** How many of the bits of such a byte are flipped, one at a time; all of them with 8. */
const BITS = Number(process.env.STORE_DAMAGE_BITS ?? 1);
/** With every bit it takes some twenty minutes. */
const TIMEOUT_MS = 120_000 + (1_200_000 * BITS) / STRIDE;

/** A store of which every kind of file has rows: sealed, open, log, tombstones. It was not closed. */
let disk: MemoryVfs;
let allRows: number[];
let deletedRows: number[];

beforeAll(() => {
  disk = new MemoryVfs();
  const { store } = openTestStore(disk, { indexes: ['source'] });
  let next = 1;
  const append = (count: number): void => {
    store.appendLines(bytesOf(...Array.from({ length: count }, () => testRow(next++))));
  };
  append(30);
  append(100);
  store.seal();
  append(30);
  append(30);
  store.deleteRows((block) => rowsWhere(block, (number) => number % 11 === 0));
  append(30);
  append(8);
  allRows = Array.from({ length: next - 1 }, (_, i) => i + 1);
  deletedRows = allRows.filter((number) => number % 11 === 0 && number <= 190);
});

function rowsWhere(block: Block, isWanted: (number: number) => boolean): Bitmap {
  const rows = new Bitmap(block.rowCount);
  for (let row = 0; row < block.rowCount; row++) if (isWanted(numberOf(block.json(row)))) rows.set(row);
  return rows;
}

interface Outcome {
  readonly numbers: readonly number[];
  readonly problems: readonly StoreProblem[];
  /** Blocks that queries had to leave out. */
  readonly unreadable: number;
}

/** Starts, reads all that can be read, and verifies. */
function outcomeOf(vfs: MemoryVfs): Outcome {
  const { store, problems } = openTestStore(vfs);
  const { rows, unreadable } = readableRows(store);
  const places = store.verify().damaged;
  store.close();
  expect(new Set(places.map(({ file, offset }) => `${offset} ${file}`)).size, 'a place twice').toBe(places.length);
  const damaged = places.map(({ file, reason }): StoreProblem => ({ kind: 'damage', file, message: reason }));
  for (const { json } of rows) expect(json).toBe(testRow(numberOf(json)));
  const numbers = rows.map(({ json }) => numberOf(json));
  expect(new Set(numbers).size, 'a row is there twice').toBe(numbers.length);
  return { numbers, problems: [...problems, ...damaged], unreadable };
}

function readableRows(store: Store): { rows: TestRow[]; unreadable: number } {
  const rows: TestRow[] = [];
  let unreadable = 0;
  for (const block of store.blocks(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)) {
    try {
      rows.push(...rowsOfBlocks([block]));
    } catch (error) {
      if (!(error instanceof CorruptionError)) throw error;
      unreadable++;
    }
  }
  return { rows, unreadable };
}

function filesOf(vfs: MemoryVfs): string[] {
  return vfs
    .list(DIRECTORY)
    .filter(({ isDirectory }) => !isDirectory)
    .map(({ name }) => name);
}

function missing({ numbers }: Outcome): number[] {
  const there = new Set([...numbers, ...deletedRows]);
  return allRows.filter((number) => !there.has(number));
}

function isSealedSegment(file: string): boolean {
  return file === filesOf(disk).find((name) => name.startsWith('segment-'));
}

test('the undamaged store has every row and nothing to report', () => {
  const outcome = outcomeOf(disk.copy());
  expect(outcome).toEqual({ numbers: allRows.filter((n) => !deletedRows.includes(n)), problems: [], unreadable: 0 });
  expect(
    filesOf(disk)
      .map((name) => name.replace(/\d+/, '#'))
      .sort(),
  ).toEqual(
    [
      'MANIFEST-0',
      'MANIFEST-1',
      'log-#.wal',
      'segment-#.las',
      'segment-#.las',
      'tombstones-#.tmb',
      'tombstones-#.tmb',
    ].map((name) => (name.startsWith('MANIFEST') ? 'MANIFEST-#' : name)),
  );
});

test('any one bit wrong: no wrong row, no row twice, no deleted row, and the damage is told of', {
  timeout: TIMEOUT_MS,
}, () => {
  for (const file of filesOf(disk)) {
    const content = disk.readWhole(joinPath(DIRECTORY, file));
    for (let at = 0; at < content.length; at += STRIDE) {
      for (let bit = at % 8; bit < (at % 8) + BITS; bit++) {
        const vfs = disk.copy();
        const damaged = content.slice();
        damaged[at]! ^= 1 << (bit % 8);
        vfs.overwrite(joinPath(DIRECTORY, file), damaged);
        requireHarmless(outcomeOf(vfs), file, `${file}, bit ${bit % 8} of byte ${at} of ${content.length}`);
      }
    }
  }
});

function requireHarmless(outcome: Outcome, file: string, label: string): void {
  expect(outcome.problems.length, label).toBeGreaterThan(0);
  for (const number of deletedRows) expect(outcome.numbers.includes(number), `${label}: ${number} is back`).toBe(false);
  // One block at most, or what stands behind the damage in the log.
  const lost = missing(outcome).length;
  expect(lost, label).toBeLessThanOrEqual(file.startsWith('segment') ? 50 : file.startsWith('log') ? 8 : 0);
}

test('cut off anywhere, a file keeps what stands before, and the others everything', { timeout: TIMEOUT_MS }, () => {
  for (const file of filesOf(disk)) {
    const content = disk.readWhole(joinPath(DIRECTORY, file));
    const lostBefore = { count: Number.POSITIVE_INFINITY };
    for (let length = 0; length < content.length; length += STRIDE) {
      const vfs = disk.copy();
      vfs.overwrite(joinPath(DIRECTORY, file), content.slice(0, length));
      const label = `${file} cut off at ${length} of ${content.length}`;
      const outcome = outcomeOf(vfs);
      expect(outcome.unreadable, label).toBe(0);
      const lost = missing(outcome);
      // The longer the file, the less is lost: what is there is the longest valid prefix.
      expect(lost.length, label).toBeLessThanOrEqual(lostBefore.count);
      lostBefore.count = lost.length;
      if (file.startsWith('MANIFEST') || file.startsWith('tombstones')) expect(lost, label).toEqual([]);
      if (isSealedSegment(file)) expect(outcome.problems.length, label).toBeGreaterThan(0);
      // Less than one of their two copies is no more than no file.
      if (file.startsWith('tombstones') && length < content.length / 2) {
        expect(outcome.problems.length, label).toBeGreaterThan(0);
        continue;
      }
      for (const number of deletedRows)
        expect(outcome.numbers.includes(number), `${label}: ${number} is back`).toBe(false);
    }
  }
});

test('any file missing: the others have their rows, and it is told of', () => {
  for (const file of filesOf(disk)) {
    const vfs = disk.copy();
    vfs.remove(joinPath(DIRECTORY, file));
    const outcome = outcomeOf(vfs);
    if (!file.startsWith('MANIFEST')) expect(outcome.problems.length, file).toBeGreaterThan(0);
    if (file.startsWith('MANIFEST')) expect(missing(outcome), file).toEqual([]);
  }
});

test('two files swapped: no wrong row, and it is told of', () => {
  const files = filesOf(disk).filter((name) => !name.startsWith('MANIFEST'));
  for (const a of files) {
    for (const b of files) {
      if (a >= b) continue;
      const vfs = disk.copy();
      vfs.overwrite(joinPath(DIRECTORY, a), disk.readWhole(joinPath(DIRECTORY, b)));
      vfs.overwrite(joinPath(DIRECTORY, b), disk.readWhole(joinPath(DIRECTORY, a)));
      expect(outcomeOf(vfs).problems.length, `${a} and ${b}`).toBeGreaterThan(0);
    }
  }
});

test('without any manifest the store is rebuilt from its files', () => {
  for (const damage of ['removed', 'overwritten'] as const) {
    const vfs = disk.copy();
    for (const file of ['MANIFEST-0', 'MANIFEST-1']) {
      if (damage === 'removed') vfs.remove(joinPath(DIRECTORY, file));
      else vfs.overwrite(joinPath(DIRECTORY, file), new Uint8Array(100));
    }
    const outcome = outcomeOf(vfs);
    expect(missing(outcome), damage).toEqual([]);
    expect(outcome.numbers.some((number) => deletedRows.includes(number))).toBe(false);
    expect(outcomeOf(vfs)).toEqual({ ...outcome, problems: [] });
  }
});

test('a damaged block in the middle of the open segment goes to quarantine alone', () => {
  const file = filesOf(disk).filter((name) => name.startsWith('segment-'))[1]!;
  const content = disk.readWhole(joinPath(DIRECTORY, file));
  const vfs = disk.copy();
  content[300]! ^= 255;
  vfs.overwrite(joinPath(DIRECTORY, file), content);
  const { store, problems } = openTestStore(vfs);
  expect(problems.map(({ kind }) => kind)).toEqual(['damage', 'quarantined']);
  expect(store.statistics().quarantined).toBe(1);
  expect(textsOf(store).length).toBe(
    allRows.length - deletedRows.length - 30 + deletedRows.filter((n) => n > 130 && n <= 160).length,
  );
  store.close();
  expect(vfs.list(joinPath(DIRECTORY, 'quarantine')).map(({ name }) => name)).toEqual([
    `${file}.at-20`,
    `${file}.at-20.note.json`,
  ]);
});

test('a file that nothing knows goes to quarantine and is kept', () => {
  const vfs = disk.copy();
  vfs.create(joinPath(DIRECTORY, 'segment-00000900.las')).append(Uint8Array.of(1, 2, 3));
  vfs.create(joinPath(DIRECTORY, 'notes.txt')).append(Uint8Array.of(4));
  const { problems } = openTestStore(vfs);
  expect(problems.map(({ kind, file }) => `${kind} ${file}`)).toEqual([
    'quarantined notes.txt',
    'quarantined segment-00000900.las',
  ]);
  expect(vfs.readWhole(joinPath(DIRECTORY, 'quarantine', 'notes.txt'))).toEqual(Uint8Array.of(4));
});

test('a reader changes nothing, whatever it finds', () => {
  const file = filesOf(disk).filter((name) => name.startsWith('segment-'))[1]!;
  const vfs = disk.copy();
  const content = disk.readWhole(joinPath(DIRECTORY, file));
  content[300]! ^= 255;
  vfs.overwrite(joinPath(DIRECTORY, file), content.slice(0, -5));
  const before = new Map(filesOf(vfs).map((name) => [name, vfs.readWhole(joinPath(DIRECTORY, name))]));
  const { store, problems } = openTestStore(vfs, { readOnly: true });
  expect(textsOf(store).length).toBeGreaterThan(100);
  expect(problems.length).toBeGreaterThan(0);
  store.verify();
  store.close();
  expect(new Map(filesOf(vfs).map((name) => [name, vfs.readWhole(joinPath(DIRECTORY, name))]))).toEqual(before);
  expect(vfs.exists('LOCK')).toBe(true);
});
