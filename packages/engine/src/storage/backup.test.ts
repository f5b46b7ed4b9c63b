import { describe, expect, test } from 'vitest';
import { Bitmap } from '../bytes/bitmap.ts';
import { BackupSource } from './backup-source.ts';
import { copyBackup } from './copy-backup.ts';
import { MemoryVfs } from './memory-vfs.ts';
import { openTestStore, rowsOf } from './store.test-support.ts';
import type { Store } from './store.ts';

const line = (n: number): string => `{"timestamp":"2026-03-02T12:00:00Z","message":"row ${n} of the store","n":${n}}`;
const append = (store: Store, from: number, count: number): void => {
  const lines = Array.from({ length: count }, (_, i) => line(from + i));
  store.appendLines(new TextEncoder().encode(lines.join('\n')));
};

function backUp(vfs: MemoryVfs, target: MemoryVfs) {
  using source = BackupSource.open(vfs);
  return copyBackup(source.files, target);
}

function rowsIn(vfs: MemoryVfs): string[] {
  const { store, problems } = openTestStore(vfs.copy());
  const rows = rowsOf(store).map(({ json }) => json);
  expect(store.verify().ok).toBe(true);
  expect(problems).toEqual([]);
  store.close();
  return rows;
}

const lines = (count: number): string[] => Array.from({ length: count }, (_, i) => line(i));

describe('a backup', () => {
  test('holds what is in segments, in the open one and in the log', () => {
    const vfs = new MemoryVfs();
    const { store } = openTestStore(vfs);
    append(store, 0, 200);
    store.seal();
    append(store, 200, 100);
    append(store, 300, 3);
    const target = new MemoryVfs();
    backUp(vfs, target);
    expect(rowsIn(target)).toEqual(lines(303));
    store.close();
  });

  test('is of the moment at which it was begun, whatever the writer does then', () => {
    const vfs = new MemoryVfs();
    const { store } = openTestStore(vfs);
    append(store, 0, 120);
    store.seal();
    append(store, 120, 60);
    append(store, 180, 5);
    const target = new MemoryVfs();
    using source = BackupSource.open(vfs);
    append(store, 185, 300);
    store.deleteRows((block) => Bitmap.full(block.rowCount));
    append(store, 485, 100);
    store.compact();
    append(store, 585, 100);
    copyBackup(source.files, target);
    const rows = rowsIn(target);
    expect(rows.slice(0, 185)).toEqual(lines(185));
    // A file that was open may have got more rows; none is there twice, none is cut.
    expect(rows).toEqual(lines(rows.length));
    store.close();
  });

  test('keeps segments that an earlier one copied, and leaves out what is gone', () => {
    const vfs = new MemoryVfs();
    const { store } = openTestStore(vfs);
    append(store, 0, 200);
    store.seal();
    const target = new MemoryVfs();
    const first = backUp(vfs, target);
    expect(first.bytesKept).toBe(0);
    append(store, 200, 10);
    const second = backUp(vfs, target);
    expect(second.bytesKept).toBeGreaterThan(0);
    expect(second.bytesKept).toBeLessThan(second.bytes);
    expect(rowsIn(target)).toEqual(lines(210));
    store.compact();
    store.compact();
    const third = backUp(vfs, target);
    const listed = target.list('tenants/default/shard-0').filter(({ isDirectory }) => !isDirectory);
    expect(listed).toHaveLength(third.files);
    expect(rowsIn(target)).toEqual(lines(210));
    store.close();
  });

  test('keeps deleted rows deleted', () => {
    const vfs = new MemoryVfs();
    const { store } = openTestStore(vfs);
    append(store, 0, 100);
    store.deleteRows((block) => Bitmap.full(block.rowCount));
    append(store, 100, 5);
    const target = new MemoryVfs();
    backUp(vfs, target);
    expect(rowsIn(target)).toEqual(lines(105).slice(100));
    store.close();
  });

  test('that fails on the way is no backup, and the next one is', () => {
    const vfs = new MemoryVfs();
    const { store } = openTestStore(vfs);
    append(store, 0, 200);
    const target = new MemoryVfs();
    backUp(vfs, target);
    append(store, 200, 200);
    using source = BackupSource.open(vfs);
    const broken = source.files.map((file, index) => ({
      ...file,
      read: (bytes: Uint8Array, position: number) => {
        if (index === 1) throw new Error('unplugged');
        file.read(bytes, position);
      },
    }));
    expect(() => copyBackup(broken, target)).toThrow('unplugged');
    expect(target.exists('tenants/default/shard-0/MANIFEST-1')).toBe(false);
    backUp(vfs, target);
    expect(rowsIn(target)).toEqual(lines(400));
    store.close();
  });
});
