import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidArgumentError } from '../errors/engine-error.ts';
import {
  checkTenantId,
  fileName,
  listShards,
  listTenants,
  parseFileName,
  shardDirectory,
  tenantDigits,
} from './directory-layout.ts';
import { MemoryVfs } from './memory-vfs.ts';

describe('file names', () => {
  it('are padded, and parsed back', () => {
    expect(fileName('segment', 42)).toBe('segment-00000042.las');
    expect(fileName('log', 123_456_789_012)).toBe('log-123456789012.wal');
    fc.assert(
      fc.property(fc.constantFrom('segment', 'log', 'tombstones'), fc.maxSafeNat(), (kind, fileId) => {
        expect(parseFileName(fileName(kind, fileId))).toEqual({ kind, fileId });
      }),
    );
  });

  it('have one spelling', () => {
    for (const name of [
      'segment-42.las',
      'segment-000000042.las',
      'segment--0000042.las',
      'segment-00000042.wal',
      'segment-00000042.las.2',
      'segment-99999999999999999999.las',
      'segment-.las',
      'segment-0x000042.las',
      'MANIFEST-0',
      '',
    ]) {
      expect(parseFileName(name)).toBeUndefined();
    }
    for (const id of [-1, 0.5, Number.NaN, 2 ** 53]) expect(() => fileName('log', id)).toThrow(InvalidArgumentError);
  });
});

describe('tenants and shards', () => {
  it('have names that lead nowhere else', () => {
    expect(shardDirectory()).toBe('tenants/default/shard-0');
    expect(shardDirectory('team.a_B-9', 3)).toBe('tenants/team.a_B-9/shard-3');
    for (const id of ['', '.', '..', 'a/b', '../a', 'a b', 'ä', 'a\0', 'a\n', '\\', 'x'.repeat(65)]) {
      expect(() => checkTenantId(id)).toThrow(InvalidArgumentError);
    }
    expect(checkTenantId('...')).toBe('...');
    expect(checkTenantId('x'.repeat(64))).toBe('x'.repeat(64));
    expect(() => shardDirectory('a', -1)).toThrow(InvalidArgumentError);
    expect(() => shardDirectory('a', 1.5)).toThrow(InvalidArgumentError);
  });

  it('are listed in order, strangers passed over', () => {
    const vfs = new MemoryVfs();
    expect(listTenants(vfs)).toEqual([]);
    expect(listShards(vfs)).toEqual([]);
    for (const shard of [10, 2, 0]) vfs.mkdirp(shardDirectory('default', shard));
    vfs.mkdirp(shardDirectory('b'));
    vfs.mkdirp('tenants/not a tenant');
    vfs.mkdirp('tenants/default/shard-01');
    vfs.mkdirp('tenants/default/lost+found');
    vfs.createWhole('tenants/file', new Uint8Array(0));
    vfs.createWhole('tenants/default/shard-7', new Uint8Array(0));
    expect(listTenants(vfs)).toEqual(['b', 'default']);
    expect(listShards(vfs)).toEqual([0, 2, 10]);
  });

  it('have digits for the ids of streams where they are two numbers', () => {
    expect(tenantDigits(shardDirectory('130-7', 2))).toBe('0000008200000007');
    expect(tenantDigits(`data/${shardDirectory('4294967295-0')}`)).toBe('ffffffff00000000');
    for (const tenant of ['default', '7', '7-', '4294967296-0', 'a-7-3', '7-3-1']) {
      expect(tenantDigits(shardDirectory(tenant))).toBe('0'.repeat(16));
    }
  });
});
