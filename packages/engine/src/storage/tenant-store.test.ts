import { describe, expect, it } from 'vitest';
import { Bitmap } from '../bytes/bitmap.ts';
import { BatchConflictError } from '../errors/engine-error.ts';
import { BATCH_KNOWN_MS, BatchIds } from './batch-ids.ts';
import { encodeBatchRecord } from './batch-record.ts';
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

const batch = (id: string, row: number) => ({ id, bytes: bytesOf(testRow(row)) });

/** A directory with a batch in shard 0 and one in shard 1, as two threads leave it that were killed. */
function twoBatches(): MemoryVfs {
  const vfs = new MemoryVfs();
  for (const shard of [0, 1]) {
    const store = Store.open({ vfs, directory: shardDirectory('default', shard), usesTimer: false, takesLock: false });
    store.appendBatches([batch(`of-${shard}`, shard)]);
  }
  return vfs.copy();
}

describe('batches that other shards have stored', () => {
  it('are known where one store writes for all, and stay so without the other shards', () => {
    const vfs = twoBatches();
    const store = TenantStore.open({ vfs, usesTimer: false });
    const counts = { accepted: 1, malformed: 0, rejected: 0, errors: [] };
    expect(store.appendBatches([batch('of-1', 1), batch('of-0', 0)])).toEqual([counts, counts]);
    expect(store.appendBatches([batch('of-1', 2)])[0]).toBeInstanceOf(BatchConflictError);
    expect(store.statistics().rows).toBe(2);
    const own = Store.open({ vfs: vfs.copy(), directory: shardDirectory('default', 0), usesTimer: false });
    expect(own.appendBatches([batch('of-1', 1), batch('of-0', 0)])).toEqual([counts, counts]);
    expect(own.statistics().rows).toBe(1);
    store.close();
    own.close();
  });

  it('are strays where their shard is not the one that is asked for them', () => {
    const vfs = twoBatches();
    const strays = (shard: number, isHome: (id: string) => boolean): string[] => {
      const store = TenantStore.open({ vfs, shard, owns: (each) => each % 2 === shard, takesLock: false });
      const ids = store.strayBatches(isHome).map(({ id }) => id);
      store.close();
      return ids;
    };
    expect(strays(0, () => true)).toEqual([]);
    expect(strays(1, (id) => id !== 'of-1')).toEqual(['of-1']);
    const joined = TenantStore.open({ vfs, owns: () => true, usesTimer: false });
    expect(joined.strayBatches(() => true).map(({ id }) => id)).toEqual(['of-1']);
    expect(joined.strayBatches(() => false).map(({ id }) => id)).toEqual(['of-0', 'of-1']);
    joined.close();
  });

  it('are forgotten when their time is over, and the newer of two counts', () => {
    const ids = new BatchIds();
    const line = (id: string, atMs: number, checksum: string): string =>
      encodeBatchRecord({ id, checksum, atMs, counts: { accepted: 1, malformed: 0, rejected: 0, errors: [] } });
    expect(ids.adopt(line('a', 0, 'x'), BATCH_KNOWN_MS)).toBe(false);
    expect(ids.adopt(line('a', 5, 'x'), BATCH_KNOWN_MS)).toBe(true);
    expect(ids.adopt(line('a', 4, 'y'), BATCH_KNOWN_MS)).toBe(false);
    expect(ids.adopt(line('a', 6, 'z'), BATCH_KNOWN_MS)).toBe(true);
    expect(ids.adopt('no line', 0)).toBe(false);
    expect(ids.find('a', 'z', BATCH_KNOWN_MS)).toMatchObject({ accepted: 1 });
    expect(ids.size).toBe(1);
  });
});

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
