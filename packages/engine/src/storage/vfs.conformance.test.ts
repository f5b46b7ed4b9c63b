import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InvalidArgumentError, StorageError } from '../errors/engine-error.ts';
import { FaultVfs } from './fault-vfs.ts';
import { MemoryVfs } from './memory-vfs.ts';
import { NodeVfs } from './node-vfs.ts';
import { failureCode } from './storage-failure.ts';
import type { Vfs, VfsFile } from './vfs.ts';

const temporary: string[] = [];

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'log-analytics-vfs-'));
  temporary.push(directory);
  return directory;
}

const implementations: Record<string, () => Vfs> = {
  NodeVfs: () => new NodeVfs(temporaryDirectory()),
  'NodeVfs on a root that does not exist yet': () => {
    const vfs = new NodeVfs(join(temporaryDirectory(), 'a', 'b'));
    vfs.mkdirp('');
    return vfs;
  },
  MemoryVfs: () => new MemoryVfs(),
  'MemoryVfs after a power cut': () => new MemoryVfs().crash({ seed: 1 }),
  'FaultVfs without a fault': () => new FaultVfs(new MemoryVfs()),
};

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (content: Uint8Array): string => new TextDecoder().decode(content);

function codeOf(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(StorageError);
    expect((error as Error).message).toMatch(/^cannot .+: .+/);
    return failureCode(error);
  }
  return 'no error';
}

function write(vfs: Vfs, path: string, content: string): void {
  const file = vfs.create(path);
  file.append(bytes(content));
  file.close();
}

function readAt(file: VfsFile, position: number, length: number): string {
  const target = new Uint8Array(length);
  return text(target.subarray(0, file.read(target, position)));
}

afterEach(() => {
  for (const directory of temporary.splice(0)) rmSync(directory, { recursive: true, force: true });
});

describe.each(Object.entries(implementations))('%s', (_, make) => {
  let vfs: Vfs;
  beforeEach(() => {
    vfs = make();
  });

  it('appends parts in order and reads them at any position', () => {
    const file = vfs.create('log');
    file.append(bytes('ab'), new Uint8Array(0), bytes('cde'));
    file.append();
    file.append(bytes('f'));
    expect(file.size()).toBe(6);
    expect(readAt(file, 0, 6)).toBe('abcdef');
    expect(readAt(file, 2, 2)).toBe('cd');
    file.close();
    expect(text(vfs.readWhole('log'))).toBe('abcdef');
    expect(vfs.size('log')).toBe(6);
  });

  it('reads less than asked only at the end of the file', () => {
    write(vfs, 'log', 'abc');
    const file = vfs.openRead('log');
    expect(readAt(file, 1, 10)).toBe('bc');
    expect(readAt(file, 3, 10)).toBe('');
    expect(readAt(file, 30, 10)).toBe('');
    expect(file.read(new Uint8Array(0), 0)).toBe(0);
    file.close();
  });

  it('appends many parts and large ones', () => {
    const parts = Array.from({ length: 3000 }, (_, index) => new Uint8Array([index & 0xff]));
    const large = new Uint8Array(3 << 20).fill(7);
    const file = vfs.create('large');
    file.append(...parts);
    file.append(large);
    file.close();
    const content = vfs.readWhole('large');
    expect(content.length).toBe(3000 + large.length);
    expect([content[0], content[2999], content[3000], content.at(-1)]).toEqual([0, 2999 & 0xff, 7, 7]);
  });

  it('creates exclusively', () => {
    write(vfs, 'log', 'abc');
    expect(codeOf(() => vfs.create('log'))).toBe('EEXIST');
    expect(codeOf(() => vfs.createWhole('log', bytes('x')))).toBe('EEXIST');
    expect(text(vfs.readWhole('log'))).toBe('abc');
  });

  it('creates a whole file and leaves nothing else', () => {
    vfs.createWhole('whole', bytes('content'));
    expect(text(vfs.readWhole('whole'))).toBe('content');
    expect(vfs.list('')).toEqual([{ name: 'whole', isDirectory: false }]);
  });

  it('appends to an existing file behind its end', () => {
    write(vfs, 'log', 'abc');
    const file = vfs.openAppend('log');
    file.append(bytes('def'));
    expect(readAt(file, 0, 6)).toBe('abcdef');
    file.close();
    expect(text(vfs.readWhole('log'))).toBe('abcdef');
  });

  it('shows a reader what was appended after it opened the file', () => {
    const writer = vfs.create('log');
    const reader = vfs.openRead('log');
    expect(reader.size()).toBe(0);
    writer.append(bytes('abc'));
    expect(reader.size()).toBe(3);
    expect(readAt(reader, 0, 3)).toBe('abc');
    writer.close();
    reader.close();
  });

  it('truncates, and appends at the new end', () => {
    const file = vfs.create('log');
    file.append(bytes('abcdef'));
    file.truncate(2);
    file.append(bytes('X'));
    expect(codeOf(() => file.truncate(4))).toBe('EINVAL');
    file.sync();
    file.close();
    expect(text(vfs.readWhole('log'))).toBe('abX');
  });

  it('refuses a closed file, and to write one that is open for reading', () => {
    const file = vfs.create('log');
    file.close();
    file.close();
    for (const use of [
      () => file.read(new Uint8Array(1), 0),
      () => file.append(bytes('x')),
      () => file.size(),
      () => file.truncate(0),
      () => file.sync(),
    ]) {
      expect(codeOf(use)).toBe('EBADF');
    }
    const reader = vfs.openRead('log');
    expect(codeOf(() => reader.append(bytes('x')))).toBe('EBADF');
    reader.close();
  });

  it('says what is missing', () => {
    for (const use of [
      () => vfs.openRead('none'),
      () => vfs.openAppend('none'),
      () => vfs.readWhole('none'),
      () => vfs.size('none'),
      () => vfs.list('none'),
      () => vfs.remove('none'),
      () => vfs.rename('none', 'other'),
      () => vfs.syncDirectory('none'),
      () => vfs.create('none/log'),
      () => vfs.createWhole('none/log', bytes('x')),
    ]) {
      expect(codeOf(use)).toBe('ENOENT');
    }
    expect(vfs.exists('none')).toBe(false);
    expect(vfs.list('')).toEqual([]);
  });

  it('makes directories and lists them by name', () => {
    vfs.mkdirp('b/c/d');
    vfs.mkdirp('b/c/d');
    write(vfs, 'b/log', '1');
    write(vfs, 'b/a', '2');
    write(vfs, 'B', '3');
    expect(vfs.list('').map(({ name }) => name)).toEqual(['B', 'b']);
    expect(vfs.list('b')).toEqual([
      { name: 'a', isDirectory: false },
      { name: 'c', isDirectory: true },
      { name: 'log', isDirectory: false },
    ]);
    expect(vfs.list('b/c/d')).toEqual([]);
    expect(vfs.exists('b/c')).toBe(true);
    expect(codeOf(() => vfs.list('b/log'))).toBe('ENOTDIR');
    expect(codeOf(() => vfs.mkdirp('b/log'))).toBe('EEXIST');
    expect(codeOf(() => vfs.mkdirp('b/log/x'))).toBe('ENOTDIR');
    vfs.syncDirectory('b');
  });

  it('renames over an existing file, also into another directory', () => {
    vfs.mkdirp('d');
    write(vfs, 'a', 'new');
    write(vfs, 'd/b', 'old');
    vfs.rename('a', 'd/b');
    expect(vfs.exists('a')).toBe(false);
    expect(text(vfs.readWhole('d/b'))).toBe('new');
    vfs.rename('d/b', 'd/b');
    expect(text(vfs.readWhole('d/b'))).toBe('new');
    expect(codeOf(() => vfs.rename('d/b', 'e/b'))).toBe('ENOENT');
    vfs.mkdirp('empty');
    expect(codeOf(() => vfs.rename('d/b', 'empty'))).toBe('EISDIR');
  });

  it('lets who has a file open read it after it was removed or replaced', () => {
    write(vfs, 'a', 'first');
    const reader = vfs.openRead('a');
    write(vfs, 'b', 'second');
    vfs.rename('b', 'a');
    vfs.remove('a');
    expect(readAt(reader, 0, 10)).toBe('first');
    reader.close();
    expect(vfs.exists('a')).toBe(false);
  });

  it('hands out content that later writes do not touch', () => {
    const file = vfs.create('log');
    file.append(bytes('abc'));
    const content = vfs.readWhole('log');
    file.truncate(0);
    file.append(bytes('xyz'));
    file.close();
    expect(text(content)).toBe('abc');
  });

  it('refuses paths that lead elsewhere', () => {
    for (const path of ['/etc', '..', 'a/../b', './a', 'a//b', 'a/', 'a\0b']) {
      for (const use of [
        () => vfs.openRead(path),
        () => vfs.create(path),
        () => vfs.openAppend(path),
        () => vfs.createWhole(path, bytes('x')),
        () => vfs.readWhole(path),
        () => vfs.size(path),
        () => vfs.exists(path),
        () => vfs.list(path),
        () => vfs.mkdirp(path),
        () => vfs.rename(path, 'x'),
        () => vfs.rename('x', path),
        () => vfs.remove(path),
        () => vfs.syncDirectory(path),
      ]) {
        // A rename may notice first that the other file is missing.
        expect(use).toThrow(/is not a path of the store|cannot rename x/);
      }
    }
    expect(() => vfs.create('..')).toThrow(InvalidArgumentError);
  });

  it('knows how much can still be written, and that this process runs', () => {
    expect(vfs.availableBytes()).toBeGreaterThan(0);
    expect(vfs.processes.pid).toBe(process.pid);
    expect(vfs.processes.isRunning(process.pid)).toBe(true);
    expect(vfs.processes.startTime(process.pid)).toBe(vfs.processes.startTime(process.pid));
  });
});
