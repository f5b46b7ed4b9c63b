import { randomUUID } from 'node:crypto';
import { LockedError } from '../errors/engine-error.ts';
import { LOCK_FILE } from './directory-layout.ts';
import type { ProcessTable } from './process-table.ts';
import { failureCode } from './storage-failure.ts';
import type { Vfs } from './vfs.ts';

/** What a lock file says, as JSON. */
interface LockOwner {
  readonly pid: number;
  /** `null` where the system does not say. */
  readonly startTime: string | null;
  readonly bootId: string | null;
  /** Tells the locks of one process apart. */
  readonly token: string;
}

/** Held while a stale lock is replaced, so that of two processes that find it only one does. */
const TAKEOVER_SUFFIX = '.takeover';
/** Every round but the first means that another process changed the lock in between. */
const ROUNDS_MAX = 100;

/**
 * The right to write to a data directory, held by one process at a time. A lock whose process has ended, or was of an
 * earlier boot, is taken over. Processes of containers that cannot see each other's pids are not kept apart.
 */
export class DirectoryLock {
  readonly #vfs: Vfs;
  readonly #path: string;
  readonly #token: string;
  #held = true;

  private constructor(vfs: Vfs, path: string, token: string) {
    this.#vfs = vfs;
    this.#path = path;
    this.#token = token;
  }

  /**
   * Takes the lock; the directory exists.
   *
   * @throws LockedError if a running process holds it, this one included; the message has its pid. StorageError
   */
  static acquire(vfs: Vfs, path: string = LOCK_FILE): DirectoryLock {
    const { processes } = vfs;
    const owner: LockOwner = {
      pid: processes.pid,
      startTime: processes.startTime(processes.pid) ?? null,
      bootId: processes.bootId ?? null,
      token: randomUUID(),
    };
    const content = new TextEncoder().encode(`${JSON.stringify(owner)}\n`);
    for (let round = 0; round < ROUNDS_MAX; round++) {
      if (tryCreate(vfs, path, content) || tryTakeOver(vfs, path, content)) {
        return new DirectoryLock(vfs, path, owner.token);
      }
    }
    throw new LockedError(`${path} keeps changing hands: other processes try to open the data directory, too`);
  }

  /** Gives the lock back. A second call does nothing. @throws StorageError */
  release(): void {
    if (!this.#held) return;
    this.#held = false;
    // Someone may have removed the file by hand, and another process taken the lock since.
    if (readOwner(this.#vfs, this.#path)?.token === this.#token) removeIfThere(this.#vfs, this.#path);
  }
}

function tryCreate(vfs: Vfs, path: string, content: Uint8Array): boolean {
  try {
    vfs.createWhole(path, content);
    return true;
  } catch (error) {
    if (failureCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** @returns whether the lock is ours now; if not, the situation has changed and is to be looked at anew */
function tryTakeOver(vfs: Vfs, path: string, content: Uint8Array): boolean {
  refuseIfHeld(vfs, path);
  const takeover = path + TAKEOVER_SUFFIX;
  if (!tryCreate(vfs, takeover, content)) {
    refuseIfHeld(vfs, takeover);
    // Its process was killed within the few microseconds that this takes.
    removeIfThere(vfs, takeover);
    return false;
  }
  try {
    // Another process may have taken the lock over since we looked, and given the takeover back.
    refuseIfHeld(vfs, path);
    removeIfThere(vfs, path);
    return tryCreate(vfs, path, content);
  } finally {
    removeIfThere(vfs, takeover);
  }
}

function refuseIfHeld(vfs: Vfs, path: string): void {
  const owner = readOwner(vfs, path);
  if (owner === undefined || !isAlive(owner, vfs.processes)) return;
  const holder =
    owner.pid === vfs.processes.pid ? `this process (pid ${owner.pid})` : `the process with pid ${owner.pid}`;
  throw new LockedError(
    `the data directory is open for writing in ${holder}: close it there, or open it read-only here`,
  );
}

function isAlive({ pid, startTime, bootId }: LockOwner, processes: ProcessTable): boolean {
  if (bootId !== null && processes.bootId !== undefined && bootId !== processes.bootId) return false;
  if (!processes.isRunning(pid)) return false;
  const startedNow = processes.startTime(pid);
  return startTime === null || startedNow === undefined || startTime === startedNow;
}

/** `undefined` if there is no lock, or a torn one: they appear whole, so that is what a power cut left. */
function readOwner(vfs: Vfs, path: string): LockOwner | undefined {
  let content: Uint8Array;
  try {
    content = vfs.readWhole(path);
  } catch (error) {
    if (failureCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const owner: unknown = JSON.parse(new TextDecoder().decode(content));
    return isOwner(owner) ? owner : undefined;
  } catch {
    return undefined;
  }
}

function isOwner(value: unknown): value is LockOwner {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, startTime, bootId, token } = value as Partial<Record<keyof LockOwner, unknown>>;
  const isTextOrNull = (each: unknown): boolean => each === null || typeof each === 'string';
  const isPid = typeof pid === 'number' && Number.isSafeInteger(pid) && pid > 0;
  return isPid && isTextOrNull(startTime) && isTextOrNull(bootId) && typeof token === 'string';
}

function removeIfThere(vfs: Vfs, path: string): void {
  try {
    vfs.remove(path);
  } catch (error) {
    if (failureCode(error) !== 'ENOENT') throw error;
  }
}
