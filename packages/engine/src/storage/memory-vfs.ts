import { MemoryInode, type UnsyncedBytes } from './memory-inode.ts';
import { MemoryNamespace, type UnsyncedEntries } from './memory-namespace.ts';
import type { ProcessTable } from './process-table.ts';
import { seededRandom } from './seeded-random.ts';
import { attempt, storageFailure, systemError } from './storage-failure.ts';
import type { Vfs, VfsEntry, VfsFile } from './vfs.ts';
import { checkVfsPath, directoriesTo, parentOf } from './vfs-path.ts';

/** What a simulated power cut leaves; the same seed after the same operations leaves the same. */
export interface PowerCut {
  readonly seed: number;
  /** Default `any`. */
  readonly unsyncedBytes?: UnsyncedBytes;
  /** Default `any`. */
  readonly unsyncedEntries?: UnsyncedEntries;
}

export interface MemoryVfsOptions {
  /** Size of the disk in bytes; beyond it appends fail with `ENOSPC`, having written what fitted. Default: no bound. */
  readonly capacityBytes?: number;
}

let boots = 0;

/**
 * A file system in memory, for engines without a directory and for tests: it knows what was synced, and `crash` gives
 * the disk as a power cut would leave it.
 */
export class MemoryVfs implements Vfs {
  /** Every instance is a machine of its own that was booted once: the lock of one means nothing to another. */
  readonly processes: ProcessTable = memoryProcesses(`memory-${++boots}`);
  #capacityBytes: number;
  #names = new MemoryNamespace();
  #directories: Set<string> = new Set(['']);

  constructor(options: MemoryVfsOptions = {}) {
    this.#capacityBytes = options.capacityBytes ?? Number.POSITIVE_INFINITY;
  }

  /** The size of the disk in bytes, also below what is used now. */
  set capacityBytes(bytes: number) {
    this.#capacityBytes = bytes;
  }

  openRead(path: string): VfsFile {
    return attempt('open', path, () => new MemoryVfsFile(this, path, this.#file(path), false));
  }

  create(path: string): VfsFile {
    return attempt('create', path, () => {
      const inode = this.#add(path);
      return new MemoryVfsFile(this, path, inode, true);
    });
  }

  openAppend(path: string): VfsFile {
    return attempt('open', path, () => new MemoryVfsFile(this, path, this.#file(path), true));
  }

  createWhole(path: string, content: Uint8Array): void {
    attempt('create', path, () => {
      if (content.length > this.availableBytes()) throw systemError('ENOSPC');
      this.#add(path).append(content);
    });
  }

  readWhole(path: string): Uint8Array {
    return attempt('read', path, () => this.#file(path).content());
  }

  size(path: string): number {
    return attempt('look at', path, () => this.#file(path).size);
  }

  exists(path: string): boolean {
    return this.#names.get(checkVfsPath(path)) !== undefined || this.#directories.has(path);
  }

  list(directory: string): readonly VfsEntry[] {
    attempt('list', directory, () => this.#checkDirectory(directory));
    const entries: VfsEntry[] = [];
    for (const path of this.#names.paths()) if (parentOf(path) === directory) entries.push(entryOf(path, false));
    for (const path of this.#directories) {
      if (path !== '' && parentOf(path) === directory) entries.push(entryOf(path, true));
    }
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  mkdirp(directory: string): void {
    attempt('create', directory, () => {
      for (const each of directoriesTo(checkVfsPath(directory))) {
        if (this.#names.get(each) !== undefined) throw systemError(each === directory ? 'EEXIST' : 'ENOTDIR');
        this.#directories.add(each);
      }
    });
  }

  rename(from: string, to: string): void {
    attempt(`rename ${from} to`, to, () => {
      const inode = this.#file(from);
      this.#checkDirectory(parentOf(checkVfsPath(to)));
      if (this.#directories.has(to)) throw systemError('EISDIR');
      if (from !== to) this.#names.change({ path: from, inode: undefined }, { path: to, inode });
    });
  }

  remove(path: string): void {
    attempt('remove', path, () => {
      this.#file(path);
      this.#names.change({ path, inode: undefined });
    });
  }

  syncDirectory(directory: string): void {
    attempt('sync directory', directory, () => this.#checkDirectory(directory));
    this.#names.sync(directory);
  }

  availableBytes(): number {
    if (this.#capacityBytes === Number.POSITIVE_INFINITY) return this.#capacityBytes;
    let used = 0;
    for (const inode of this.#names.inodes()) used += inode.size;
    return Math.max(0, this.#capacityBytes - used);
  }

  /** The disk after a power cut at this moment. This instance stays as it is, so that one state can be cut many times. */
  crash({ seed, unsyncedBytes = 'any', unsyncedEntries = 'any' }: PowerCut): MemoryVfs {
    const random = seededRandom(seed);
    const files = new Map<string, MemoryInode>();
    for (const [path, inode] of this.#names.afterPowerCut(unsyncedEntries, random)) {
      files.set(path, new MemoryInode(inode.contentAfterPowerCut(unsyncedBytes, random)));
    }
    return this.#with(files);
  }

  /** The same disk without a power cut, on its own: the machine was stopped in good order, with or without the engine. */
  copy(): MemoryVfs {
    const files = new Map<string, MemoryInode>();
    for (const path of this.#names.paths()) files.set(path, new MemoryInode(this.#file(path).content()));
    return this.#with(files);
  }

  /** Makes the unsynced bytes of a file such as will not survive a power cut whatever is synced later, as a failed fsync does on Linux. */
  loseUnsynced(path: string): void {
    attempt('look at', path, () => this.#file(path).loseUnsynced());
  }

  /** Puts other content in the place of a file's, all of it on disk: for damage tests. */
  overwrite(path: string, content: Uint8Array): void {
    attempt('overwrite', path, () => this.#checkDirectory(parentOf(checkVfsPath(path))));
    const files = new Map<string, MemoryInode>();
    for (const each of this.#names.paths()) files.set(each, this.#file(each));
    this.#names = new MemoryNamespace(files.set(path, new MemoryInode(content)));
  }

  #with(files: Map<string, MemoryInode>): MemoryVfs {
    const other = new MemoryVfs({ capacityBytes: this.#capacityBytes });
    other.#names = new MemoryNamespace(files);
    other.#directories = new Set(this.#directories);
    return other;
  }

  #file(path: string): MemoryInode {
    const inode = this.#names.get(checkVfsPath(path));
    if (inode === undefined) throw systemError(this.#directories.has(path) ? 'EISDIR' : 'ENOENT');
    return inode;
  }

  #add(path: string): MemoryInode {
    if (this.exists(path)) throw systemError('EEXIST');
    this.#checkDirectory(parentOf(path));
    const inode = new MemoryInode();
    this.#names.change({ path, inode });
    return inode;
  }

  #checkDirectory(directory: string): void {
    if (this.#directories.has(checkVfsPath(directory))) return;
    throw systemError(this.#names.get(directory) === undefined ? 'ENOENT' : 'ENOTDIR');
  }
}

class MemoryVfsFile implements VfsFile {
  readonly path: string;
  readonly #vfs: MemoryVfs;
  readonly #writable: boolean;
  #inode: MemoryInode | undefined;

  constructor(vfs: MemoryVfs, path: string, inode: MemoryInode, writable: boolean) {
    this.#vfs = vfs;
    this.path = path;
    this.#inode = inode;
    this.#writable = writable;
  }

  read(target: Uint8Array, position: number): number {
    return this.#open('read').read(target, position);
  }

  append(...bytes: readonly Uint8Array[]): void {
    const inode = this.#open('append to', true);
    for (const part of bytes) {
      const available = this.#vfs.availableBytes();
      inode.append(part.length <= available ? part : part.subarray(0, available));
      if (part.length > available) throw storageFailure('append to', this.path, systemError('ENOSPC'));
    }
  }

  size(): number {
    return this.#open('look at').size;
  }

  truncate(size: number): void {
    const inode = this.#open('truncate', true);
    attempt('truncate', this.path, () => inode.truncate(size));
  }

  sync(): void {
    this.#open('sync').sync();
  }

  close(): void {
    this.#inode = undefined;
  }

  #open(operation: string, forWriting = false): MemoryInode {
    if (this.#inode !== undefined && (this.#writable || !forWriting)) return this.#inode;
    throw storageFailure(operation, this.path, systemError('EBADF'));
  }
}

function memoryProcesses(bootId: string): ProcessTable {
  return { bootId, pid: process.pid, isRunning: () => true, startTime: () => bootId };
}

function entryOf(path: string, isDirectory: boolean): VfsEntry {
  return { name: path.slice(path.lastIndexOf('/') + 1), isDirectory };
}
