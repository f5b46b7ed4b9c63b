import { describe, expect, it } from 'vitest';
import { Bitmap } from '../bytes/bitmap.ts';
import { SEQUENCES_PER_SHARD, shardDirectory } from './directory-layout.ts';
import { MemoryVfs } from './memory-vfs.ts';
import { bytesOf, numberOf, rowsOfBlocks, testRow } from './store.test-support.ts';
import { Store } from './store.ts';
import { TenantStore } from './tenant-store.ts';

const ALL = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

/** A directory with rows in three shards, as three threads leave it. */
function threeShards(): MemoryVfs {
  const vfs = new MemoryVfs();
  for (const shard of [0, 1, 5]) {
    const store = Store.open({ vfs, directory: shardDirectory('default', shard), usesTimer: false });
    store.appendLines(bytesOf(...Array.from({ length: 10 }, (_, i) => testRow(shard * 10 + i))));
    store.close();
  }
  return vfs;
}

describe('the shards of a tenant', () => {
  it('are one store: rows have distinct numbers, and new ones go to one shard', () => {
    const vfs = threeShards();
    const store = TenantStore.open({ vfs, usesTimer: false });
    expect(store.shards).toEqual([0, 1, 5]);
    store.appendLines(bytesOf(testRow(99)));
    const rows = rowsOfBlocks(store.blocks(...ALL));
    expect(rows.map(({ json }) => numberOf(json))).toEqual([
      ...Array.from({ length: 10 }, (_, i) => i),
      99,
      ...Array.from({ length: 10 }, (_, i) => 10 + i),
      ...Array.from({ length: 10 }, (_, i) => 50 + i),
    ]);
    expect(rows[11]!.sequence).toBe(SEQUENCES_PER_SHARD + 1);
    expect([...store.blocksOf(5)].reduce((sum, { rowCount }) => sum + rowCount, 0)).toBe(10);
    expect(store.statistics()).toMatchObject({ rows: 31, segments: 3, headRows: 1 });
    expect(store.verify()).toMatchObject({ ok: true, rows: 30 });
    const deleted = store.deleteRows((block) => {
      const bitmap = new Bitmap(block.rowCount);
      for (let row = 0; row < block.rowCount; row++) if (numberOf(block.json(row)) % 10 === 3) bitmap.set(row);
      return bitmap;
    });
    expect(deleted).toBe(3);
    store.compact();
    expect(store.statistics().rows).toBe(28);
    store.close();
  });

  it('are opened as far as they are owned', () => {
    const vfs = threeShards();
    const store = TenantStore.open({ vfs, usesTimer: false, shard: 1, owns: (shard) => shard % 2 === 1 });
    expect(store.shards).toEqual([1, 5]);
    store.close();
  });
});
