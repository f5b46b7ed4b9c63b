import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LockedError, StorageError } from '../errors/engine-error.ts';
import { LOCK_FILE } from './directory-layout.ts';
import { DirectoryLock } from './directory-lock.ts';
import { FaultVfs } from './fault-vfs.ts';
import { MemoryVfs } from './memory-vfs.ts';
import { NodeVfs } from './node-vfs.ts';
import type { ProcessTable } from './process-table.ts';
import type { Vfs } from './vfs.ts';

const TAKEOVER = `${LOCK_FILE}.takeover`;

function writeLock(vfs: Vfs, content: unknown, path = LOCK_FILE): void {
  vfs.createWhole(path, new TextEncoder().encode(typeof content === 'string' ? content : JSON.stringify(content)));
}

function readLock(vfs: Vfs): Record<string, unknown> {
  return JSON.parse(new TextDecoder().decode(vfs.readWhole(LOCK_FILE)));
}

/** A MemoryVfs on a machine with these processes: pid to start time. The first one is this. */
function machine(processes: Record<number, string | undefined>, bootId: string | undefined = 'boot'): MemoryVfs {
  const table: ProcessTable = {
    bootId,
    pid: Number(Object.keys(processes)[0]),
    isRunning: (pid) => pid in processes,
    startTime: (pid) => processes[pid],
  };
  return Object.defineProperty(new MemoryVfs(), 'processes', { value: table });
}

describe('the lock of a MemoryVfs', () => {
  it('is held by one engine at a time', () => {
    const vfs = new MemoryVfs();
    const lock = DirectoryLock.acquire(vfs);
    expect(() => DirectoryLock.acquire(vfs)).toThrow(LockedError);
    expect(() => DirectoryLock.acquire(new FaultVfs(vfs))).toThrow(`this process (pid ${process.pid})`);
    lock.release();
    lock.release();
    expect(vfs.list('')).toEqual([]);
    DirectoryLock.acquire(vfs).release();
  });

  it('means nothing after a power cut', () => {
    const vfs = new MemoryVfs();
    DirectoryLock.acquire(vfs);
    vfs.syncDirectory('');
    for (let seed = 0; seed < 20; seed++) {
      const disk = vfs.crash({ seed });
      expect(disk.exists(LOCK_FILE)).toBe(true);
      const lock = DirectoryLock.acquire(disk);
      expect(() => DirectoryLock.acquire(disk)).toThrow(LockedError);
      lock.release();
    }
  });

  it('is not given back by who has lost it', () => {
    const vfs = new MemoryVfs();
    const first = DirectoryLock.acquire(vfs);
    vfs.remove(LOCK_FILE);
    const second = DirectoryLock.acquire(vfs);
    first.release();
    expect(vfs.exists(LOCK_FILE)).toBe(true);
    second.release();
    expect(vfs.exists(LOCK_FILE)).toBe(false);
  });
});

describe('a lock file that is there already', () => {
  const mine = { pid: 1, startTime: '100', bootId: 'boot', token: 't' };
  const cases: { what: string; lock: unknown; held: boolean }[] = [
    { what: 'of a process that runs', lock: { ...mine, pid: 2, startTime: '200' }, held: true },
    { what: 'of this process', lock: mine, held: true },
    { what: 'of a process that has ended', lock: { ...mine, pid: 3 }, held: false },
    { what: 'of an earlier process of the same pid', lock: { ...mine, pid: 2, startTime: '150' }, held: false },
    { what: 'of an earlier boot', lock: { ...mine, bootId: 'earlier' }, held: false },
    { what: 'that says no start time', lock: { ...mine, startTime: null }, held: true },
    { what: 'that says no boot', lock: { ...mine, bootId: null }, held: true },
    { what: 'of a process whose start time is unknown', lock: { ...mine, pid: 4 }, held: true },
    { what: 'that is empty', lock: '', held: false },
    { what: 'that is torn', lock: '{"pid":1,"sta', held: false },
    { what: 'that is something else', lock: '{"pid":"1"}', held: false },
    { what: 'of pid 0, a process group', lock: { ...mine, pid: 0 }, held: false },
  ];

  it.each(cases)('$what is respected: $held', ({ lock, held }) => {
    const vfs = machine({ 1: '100', 2: '200', 4: undefined });
    writeLock(vfs, lock);
    if (held) {
      expect(() => DirectoryLock.acquire(vfs)).toThrow(LockedError);
      expect(() => DirectoryLock.acquire(vfs)).toThrow(/pid [124]/);
      expect(readLock(vfs)).toEqual(lock);
      return;
    }
    const acquired = DirectoryLock.acquire(vfs);
    expect(readLock(vfs)).toMatchObject({ pid: 1, startTime: '100', bootId: 'boot' });
    expect(vfs.exists(TAKEOVER)).toBe(false);
    acquired.release();
    expect(vfs.list('')).toEqual([]);
  });

  it('is left to the process that is taking it over', () => {
    const vfs = machine({ 1: '100', 2: '200' });
    writeLock(vfs, { ...mine, pid: 3 });
    writeLock(vfs, { ...mine, pid: 2, startTime: '200' }, TAKEOVER);
    expect(() => DirectoryLock.acquire(vfs)).toThrow('pid 2');
    vfs.remove(TAKEOVER);
    writeLock(vfs, { ...mine, pid: 5 }, TAKEOVER);
    DirectoryLock.acquire(vfs).release();
    expect(vfs.list('')).toEqual([]);
  });

  it('goes to one of two processes that find it stale at once, wherever they meet', () => {
    const stale = { ...mine, pid: 3 };
    for (let at = 1; at < 12; at++) {
      const memory = machine({ 1: '100', 2: '200' });
      writeLock(memory, stale);
      let operations = 0;
      const outcomes: string[] = [];
      const acquire = (vfs: Vfs, name: string): void => {
        try {
          DirectoryLock.acquire(vfs);
          outcomes.push(name);
        } catch (error) {
          expect(error).toBeInstanceOf(LockedError);
        }
      };
      // The second process runs as a whole between two operations of the first.
      const interrupted = new FaultVfs(memory, {
        onOperation: () => {
          operations += 1;
          if (operations === at) acquire(asPid(2, memory), 'second');
        },
      });
      acquire(interrupted, 'first');
      expect(outcomes.length, `met at operation ${at}: ${outcomes}`).toBe(1);
      expect(readLock(memory).pid).toBe(outcomes[0] === 'first' ? 1 : 2);
    }
  });
});

/** The same files, seen by another process of the same machine. */
function asPid(pid: number, memory: MemoryVfs): Vfs {
  return Object.defineProperty(new FaultVfs(memory), 'processes', { value: { ...memory.processes, pid } });
}

describe('the lock of a directory', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'log-analytics-lock-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('keeps a second engine of the process out until it is released', () => {
    const lock = DirectoryLock.acquire(new NodeVfs(directory));
    expect(() => DirectoryLock.acquire(new NodeVfs(directory))).toThrow(`this process (pid ${process.pid})`);
    lock.release();
    DirectoryLock.acquire(new NodeVfs(directory)).release();
    expect(new NodeVfs(directory).list('')).toEqual([]);
  });

  it('of another process is respected while it runs and taken over after it was killed', async () => {
    const vfs = new NodeVfs(directory);
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(child, 'spawn');
    const pid = child.pid!;
    const { processes } = vfs;
    writeLock(vfs, { pid, startTime: processes.startTime(pid) ?? null, bootId: processes.bootId ?? null, token: 't' });
    expect(() => DirectoryLock.acquire(vfs)).toThrow(`the process with pid ${pid}`);
    child.kill('SIGKILL');
    await once(child, 'exit');
    DirectoryLock.acquire(vfs).release();
  });

  it('goes to one of several processes that find a stale one', async () => {
    const vfs = new NodeVfs(directory);
    const ended = spawnSync(process.execPath, ['-e', '']);
    writeLock(vfs, { pid: ended.pid, startTime: null, bootId: null, token: 't' });
    const script = `
      import { DirectoryLock } from ${JSON.stringify(new URL('./directory-lock.ts', import.meta.url).href)};
      import { NodeVfs } from ${JSON.stringify(new URL('./node-vfs.ts', import.meta.url).href)};
      try { DirectoryLock.acquire(new NodeVfs(process.argv[1])); console.log('held'); } catch (error) { console.log(error.code); }
      process.stdin.resume();`;
    const children = Array.from({ length: 4 }, () =>
      spawn(process.execPath, ['--input-type=module', '-e', script, directory], { stdio: ['pipe', 'pipe', 'inherit'] }),
    );
    const answers = await Promise.all(
      children.map(async ({ stdout }) => String((await once(stdout, 'data'))[0]).trim()),
    );
    for (const { stdin } of children) stdin.end();
    expect(answers.sort()).toEqual(['LOCKED', 'LOCKED', 'LOCKED', 'held']);
  });

  it('says what the system refused', () => {
    const vfs = new FaultVfs(new NodeVfs(directory), { fault: { operations: ['createWhole'], code: 'EACCES' } });
    expect(() => DirectoryLock.acquire(vfs)).toThrow(StorageError);
  });
});
