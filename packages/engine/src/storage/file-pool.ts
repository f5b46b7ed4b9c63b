import type { Vfs, VfsFile } from './vfs.ts';

/** With the files that are written to, some way below the 64 open files of the strictest systems. */
const OPEN_FILES_MAX = 24;

/** Files that are read, by path; the one not used for longest is closed when too many are open. */
export class FilePool {
  readonly #vfs: Vfs;
  /** In order of use: a Map iterates in order of insertion. */
  readonly #files = new Map<string, VfsFile>();

  readonly #openFilesMax: number;

  constructor(vfs: Vfs, openFilesMax: number = OPEN_FILES_MAX) {
    this.#vfs = vfs;
    this.#openFilesMax = openFilesMax;
  }

  /** As `VfsFile.read`. @throws StorageError */
  read(path: string, target: Uint8Array, position: number): number {
    return this.#open(path).read(target, position);
  }

  /** The content of a file. @throws StorageError */
  readWhole(path: string): Uint8Array {
    const content = new Uint8Array(this.size(path));
    return content.subarray(0, this.read(path, content, 0));
  }

  /** Length in bytes at this moment. @throws StorageError */
  size(path: string): number {
    return this.#open(path).size();
  }

  /** Closes a file, if it is open. */
  forget(path: string): void {
    this.#files.get(path)?.close();
    this.#files.delete(path);
  }

  close(): void {
    for (const file of this.#files.values()) file.close();
    this.#files.clear();
  }

  #open(path: string): VfsFile {
    let file = this.#files.get(path);
    if (file !== undefined) this.#files.delete(path);
    else {
      file = this.#vfs.openRead(path);
      for (const [oldest] of this.#files) {
        if (this.#files.size < this.#openFilesMax) break;
        this.forget(oldest);
      }
    }
    this.#files.set(path, file);
    return file;
  }
}
