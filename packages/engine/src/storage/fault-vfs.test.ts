import { describe, expect, it } from 'vitest';
import { StorageError } from '../errors/engine-error.ts';
import { FaultVfs, VFS_OPERATIONS, type VfsOperation } from './fault-vfs.ts';
import { MemoryVfs } from './memory-vfs.ts';
import { failureCode } from './storage-failure.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (content: Uint8Array): string => new TextDecoder().decode(content);

/** Uses every operation of a Vfs once or more. */
function useEverything(vfs: FaultVfs): void {
  vfs.mkdirp('d');
  const file = vfs.create('d/log');
  file.append(bytes('abc'));
  file.sync();
  file.read(new Uint8Array(3), 0);
  file.truncate(1);
  file.size();
  file.close();
  vfs.openAppend('d/log').close();
  vfs.openRead('d/log').close();
  vfs.createWhole('LOCK', bytes('x'));
  vfs.readWhole('LOCK');
  vfs.exists('LOCK');
  vfs.rename('LOCK', 'd/LOCK');
  vfs.remove('d/LOCK');
  vfs.list('d');
  vfs.syncDirectory('d');
}

describe('FaultVfs', () => {
  it('counts every kind of operation', () => {
    const seen = new Set<VfsOperation>();
    const vfs = new FaultVfs(new MemoryVfs(), { onOperation: (operation) => seen.add(operation) });
    useEverything(vfs);
    expect([...seen].sort()).toEqual([...VFS_OPERATIONS].sort());
    expect(vfs.operations).toBe(VFS_OPERATIONS.reduce((sum, operation) => sum + vfs.counts[operation], 0));
    expect(vfs.operations).toBe(16);
  });

  it('fails the k-th operation, for every k', () => {
    const total = 16;
    for (let after = 0; after < total; after++) {
      const vfs = new FaultVfs(new MemoryVfs(), { fault: { after, times: 1 } });
      expect(() => useEverything(vfs)).toThrow(StorageError);
      expect(vfs.operations).toBe(after + 1);
      expect(vfs.failures).toBe(1);
    }
    const vfs = new FaultVfs(new MemoryVfs(), { fault: { after: total } });
    useEverything(vfs);
    expect(vfs.failures).toBe(0);
  });

  it('fails chosen operations on chosen paths, once or from then on, in files that are open already', () => {
    const vfs = new FaultVfs(new MemoryVfs());
    const log = vfs.create('log');
    const other = vfs.create('other');
    vfs.fault = { operations: ['sync'], pathIncludes: 'log', after: 1, code: 'ENOSPC' };
    log.sync();
    expect(() => log.sync()).toThrow('(injected fault) sync log: the disk is full (ENOSPC)');
    expect(() => log.sync()).toThrow(StorageError);
    other.sync();
    log.append(bytes('x'));
    vfs.fault = { operations: ['sync'], times: 1 };
    expect(() => log.sync()).toThrow(StorageError);
    log.sync();
    vfs.fault = undefined;
    log.sync();
    expect(vfs.failures).toBe(3);
  });

  it('writes a part of an append that fails', () => {
    const vfs = new FaultVfs(new MemoryVfs());
    const log = vfs.create('log');
    vfs.fault = { operations: ['append'], code: 'ENOSPC', written: 'half' };
    let error: unknown;
    try {
      log.append(bytes('abc'), bytes('defg'));
    } catch (caught) {
      error = caught;
    }
    expect(failureCode(error)).toBe('ENOSPC');
    expect(text(vfs.readWhole('log'))).toBe('abc');
    vfs.fault = { operations: ['append'], written: 4 };
    expect(() => log.append(bytes('de'), bytes('fgh'))).toThrow(StorageError);
    expect(text(vfs.readWhole('log'))).toBe('abcdefg');
  });

  it('loses what a failed sync was to make durable, also if the next one succeeds', () => {
    const memory = new MemoryVfs();
    const vfs = new FaultVfs(memory);
    const log = vfs.create('log');
    vfs.syncDirectory('');
    vfs.fault = { operations: ['sync'], times: 1 };
    log.append(bytes('abc'));
    expect(() => log.sync()).toThrow(StorageError);
    log.append(bytes('def'));
    log.sync();
    expect(text(vfs.readWhole('log'))).toBe('abcdef');
    expect(text(memory.crash({ seed: 1 }).readWhole('log'))).toBe('\0\0\0def');
  });
});
