import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import * as nodePath from 'node:path';
import { type ProcessTable, systemProcesses } from './process-table.ts';
import { attempt, codeOf, systemError } from './storage-failure.ts';
import type { Vfs, VfsEntry, VfsFile } from './vfs.ts';
import { checkVfsPath, directoriesTo, parentOf } from './vfs-path.ts';

const { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_RDWR } = fs.constants;

/** The file system of the machine, below one directory. Synchronous, as the engine is. */
export class NodeVfs implements Vfs {
  readonly root: string;
  readonly processes: ProcessTable = systemProcesses;

  /** @param root the directory that paths are relative to; made by `mkdirp('')` if it does not exist */
  constructor(root: string) {
    this.root = nodePath.resolve(root);
  }

  openRead(path: string): VfsFile {
    return this.#open('open', path, O_RDONLY);
  }

  create(path: string): VfsFile {
    return this.#open('create', path, O_RDWR | O_APPEND | O_CREAT | O_EXCL);
  }

  openAppend(path: string): VfsFile {
    return this.#open('open', path, O_RDWR | O_APPEND);
  }

  createWhole(path: string, content: Uint8Array): void {
    const target = this.#resolve(path);
    const temporary = `${target}.${randomUUID()}.tmp`;
    attempt('create', path, () => {
      try {
        fs.writeFileSync(temporary, content, { flag: 'wx' });
        linkOrWrite(temporary, target, content);
      } finally {
        fs.rmSync(temporary, { force: true });
      }
    });
  }

  readWhole(path: string): Uint8Array {
    const bytes = attempt('read', path, () => fs.readFileSync(this.#resolve(path)));
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  size(path: string): number {
    return attempt('look at', path, () => fs.statSync(this.#resolve(path)).size);
  }

  exists(path: string): boolean {
    return attempt('look at', path, () => fs.statSync(this.#resolve(path), { throwIfNoEntry: false }) !== undefined);
  }

  list(directory: string): readonly VfsEntry[] {
    const entries = attempt('list', directory, () => fs.readdirSync(this.#resolve(directory), { withFileTypes: true }));
    return entries
      .map((entry) => ({ name: entry.name, isDirectory: entry.isDirectory() }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  mkdirp(directory: string): void {
    const target = this.#resolve(directory);
    attempt('create', directory, () => {
      const highestMade = makeFolders(target);
      // Above the root only what was made now: the other folders there are not ours, perhaps not even readable.
      if (highestMade !== undefined && this.root.startsWith(highestMade)) {
        for (let made = this.root; made.length >= highestMade.length; made = nodePath.dirname(made)) {
          syncFolder(nodePath.dirname(made));
        }
      }
      // Below it all of them: one that exists may have been made by a process that was killed before its sync.
      for (const each of directoriesTo(directory)) syncFolder(this.#resolve(parentOf(each)));
    });
  }

  rename(from: string, to: string): void {
    attempt(`rename ${from} to`, to, () => fs.renameSync(this.#resolve(from), this.#resolve(to)));
  }

  remove(path: string): void {
    attempt('remove', path, () => fs.unlinkSync(this.#resolve(path)));
  }

  syncDirectory(directory: string): void {
    attempt('sync directory', directory, () => syncFolder(this.#resolve(directory)));
  }

  availableBytes(): number {
    const { bavail, bsize, blocks } = attempt('look at', '', () => fs.statfsSync(this.root));
    // Some file systems of networks do not know.
    return blocks === 0 ? Number.POSITIVE_INFINITY : bavail * bsize;
  }

  #open(operation: string, path: string, flags: number): VfsFile {
    const resolved = this.#resolve(path);
    return new NodeVfsFile(
      path,
      attempt(operation, path, () => fs.openSync(resolved, flags, 0o640)),
    );
  }

  #resolve(path: string): string {
    return nodePath.join(this.root, checkVfsPath(path));
  }
}

class NodeVfsFile implements VfsFile {
  readonly path: string;
  #descriptor: number;

  constructor(path: string, descriptor: number) {
    this.path = path;
    this.#descriptor = descriptor;
  }

  read(target: Uint8Array, position: number): number {
    return this.#attempt('read', (descriptor) => {
      let filled = 0;
      while (filled < target.length) {
        const count = fs.readSync(descriptor, target, filled, target.length - filled, position + filled);
        if (count === 0) break;
        filled += count;
      }
      return filled;
    });
  }

  append(...bytes: readonly Uint8Array[]): void {
    this.#attempt('append to', (descriptor) => {
      const first = bytes[0];
      if (bytes.length === 1 && first !== undefined) writeAll(descriptor, first, 0);
      else writeAllParts(descriptor, bytes);
    });
  }

  size(): number {
    return this.#attempt('look at', (descriptor) => fs.fstatSync(descriptor).size);
  }

  truncate(size: number): void {
    this.#attempt('truncate', (descriptor) => {
      // ftruncate would fill up with zeros.
      if (size > fs.fstatSync(descriptor).size) throw systemError('EINVAL');
      fs.ftruncateSync(descriptor, size);
    });
  }

  sync(): void {
    // fdatasync writes the length too, which is all the metadata that reading the bytes back needs.
    this.#attempt('sync', (descriptor) => fs.fdatasyncSync(descriptor));
  }

  close(): void {
    if (this.#descriptor < 0) return;
    const descriptor = this.#descriptor;
    // Closed even if close(2) reports an error: the number may belong to another file by now.
    this.#descriptor = -1;
    attempt('close', this.path, () => fs.closeSync(descriptor));
  }

  #attempt<T>(operation: string, action: (descriptor: number) => T): T {
    return attempt(operation, this.path, () => {
      if (this.#descriptor < 0) throw systemError('EBADF');
      return action(this.#descriptor);
    });
  }
}

/** A write that stops short is continued, so that the error the system then gives says why (a full disk, a quota). */
function writeAll(descriptor: number, bytes: Uint8Array, from: number): void {
  for (let written = from; written < bytes.length; ) {
    const count = fs.writeSync(descriptor, bytes, written, bytes.length - written);
    if (count === 0) throw systemError('EIO');
    written += count;
  }
}

function writeAllParts(descriptor: number, parts: readonly Uint8Array[]): void {
  if (parts.length === 0) return;
  let written = fs.writevSync(descriptor, parts);
  for (const part of parts) {
    if (written < part.length) writeAll(descriptor, part, written);
    written = Math.max(0, written - part.length);
  }
}

/** A hard link appears with its content and fails if the name is taken. Without hard links a reader may see the file empty for a moment. */
function linkOrWrite(temporary: string, target: string, content: Uint8Array): void {
  try {
    fs.linkSync(temporary, target);
  } catch (error) {
    const code = codeOf(error);
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS' && code !== 'EMLINK') throw error;
    fs.writeFileSync(target, content, { flag: 'wx' });
  }
}

function syncFolder(folder: string): void {
  // Windows opens no folders, and NTFS keeps its entries in a journal.
  if (process.platform === 'win32') return;
  const descriptor = fs.openSync(folder, O_RDONLY);
  try {
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

/**
 * Makes a folder and those above it that are missing; returns the highest one made. `mkdirSync` with `recursive` never returns
 * where a file system refuses new folders with ENOENT, as /proc does.
 */
function makeFolders(target: string): string | undefined {
  let highestMade: string | undefined;
  for (let attempts = 2; ; attempts--) {
    try {
      fs.mkdirSync(target);
      return highestMade ?? target;
    } catch (error) {
      if (isFolder(target)) return highestMade;
      if (codeOf(error) !== 'ENOENT' || attempts === 0) throw error;
      // The one above may be there by now, made by another thread that makes its neighbour.
      const above = nodePath.dirname(target);
      if (!isFolder(above)) highestMade = makeFolders(above);
    }
  }
}

function isFolder(path: string): boolean {
  return fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
