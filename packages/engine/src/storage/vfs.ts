import type { ProcessTable } from './process-table.ts';

/**
 * The seam between the engine and a file system. Everything the engine does to files goes through it, so that tests
 * can fail any call, cut the power, or keep a whole store in memory.
 *
 * Paths are relative to the root that the implementation was given, separated by '/', without empty, '.' or '..'
 * parts; `''` is the root itself. A path of another form is an InvalidArgumentError. Every other failure is a
 * StorageError whose message is a sentence and whose `cause.code` is the code of the system call (`ENOENT`, `EEXIST`,
 * `ENOSPC`, `EIO`, …).
 *
 * What survives a power cut: bytes of a file after its `sync()`; entries of a directory (files created, renamed or
 * removed in it) after `syncDirectory()` of that directory. Either may survive earlier, in any order; only rename is
 * atomic. An implementation may promise more, a caller may not rely on it.
 */
export interface Vfs {
  /** Opens a file for reading. @throws StorageError `ENOENT` */
  openRead(path: string): VfsFile;
  /** Creates an empty file, open for reading and appending. Exactly one of several callers succeeds. @throws StorageError `EEXIST`, `ENOENT` (no such folder) */
  create(path: string): VfsFile;
  /** Opens an existing file for reading and appending. @throws StorageError `ENOENT` */
  openAppend(path: string): VfsFile;
  /**
   * Creates a file with this content; no other process ever sees it empty or with a part of it. Exactly one of several
   * callers succeeds. Nothing is synced. @throws StorageError `EEXIST`
   */
  createWhole(path: string, content: Uint8Array): void;
  /** The content of a file, in memory of its own. @throws StorageError `ENOENT` */
  readWhole(path: string): Uint8Array;
  /** Length of a file in bytes. @throws StorageError `ENOENT` */
  size(path: string): number;
  /** Whether there is a file or directory of this path. */
  exists(path: string): boolean;
  /** The entries of a directory in the order of their names (UTF-16 units). @throws StorageError `ENOENT`, `ENOTDIR` */
  list(directory: string): readonly VfsEntry[];
  /** Creates a directory and the missing ones above it, and syncs every entry on the way down from the root, its own included. */
  mkdirp(directory: string): void;
  /** Moves a file, replacing the target in one step: who opens `to` finds the old or the new file. @throws StorageError `ENOENT` */
  rename(from: string, to: string): void;
  /** Removes a file. Who has it open can still read it. @throws StorageError `ENOENT` */
  remove(path: string): void;
  /** Makes the entries of a directory durable. */
  syncDirectory(directory: string): void;
  /** Bytes that can still be written; `Infinity` if there is no bound. */
  availableBytes(): number;
  /** Who may hold locks on these files. */
  readonly processes: ProcessTable;
}

/** An entry of a directory. */
export interface VfsEntry {
  readonly name: string;
  readonly isDirectory: boolean;
}

/** An open file. After `close()` every call but `close()` is a StorageError with the code `EBADF`. */
export interface VfsFile {
  /** The path it was opened by. */
  readonly path: string;
  /**
   * Fills `target` with the bytes from `position` on.
   *
   * @returns the number of bytes read: the length of `target`, or less exactly if the file ends before
   */
  read(target: Uint8Array, position: number): number;
  /**
   * Writes all the bytes, in order, at the end of the file, or throws. After a throw any prefix of them may stand in the
   * file, and later appends would come behind it: the caller truncates or gives the file up.
   */
  append(...bytes: readonly Uint8Array[]): void;
  /** Length in bytes at this moment, whoever wrote them. */
  size(): number;
  /** Cuts the file to `size` bytes; later appends come there. `size` is at most the file's length. */
  truncate(size: number): void;
  /**
   * Returns when all bytes of the file and its length are on disk. After a throw nobody knows which of the bytes since
   * the last successful sync will survive, and another call that succeeds proves nothing about them.
   */
  sync(): void;
  /** Closes the file, without a sync. A second call does nothing. */
  close(): void;
}
