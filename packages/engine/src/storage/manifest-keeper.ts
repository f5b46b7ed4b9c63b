import { type JsonValue, type Manifest, removableFiles, withRemoved } from './manifest.ts';
import { writeManifest } from './manifest-files.ts';
import type { Shard } from './shard.ts';

/**
 * The manifest as it should be, and the writing of it. A change that had to be made stays when it cannot be written:
 * `isWritten` is false then, nothing may be acknowledged, and `write` is tried again before the next rows are taken.
 */
export class ManifestKeeper {
  readonly #shard: Shard;
  readonly #properties: () => Readonly<Record<string, JsonValue>>;
  #current: Manifest;
  #nextFileId: number;
  #isWritten = true;

  /** @param properties what is kept with the manifest, asked for whenever it is written */
  constructor(shard: Shard, manifest: Manifest, properties: () => Readonly<Record<string, JsonValue>>) {
    this.#shard = shard;
    this.#current = manifest;
    this.#nextFileId = manifest.nextFileId;
    this.#properties = properties;
  }

  get current(): Manifest {
    return this.#current;
  }

  /** Whether the disk has `current`. */
  get isWritten(): boolean {
    return this.#isWritten;
  }

  /** An id for a new file; not given again while the store is open, nor after it when the file was listed. */
  takeFileId(): number {
    return this.#nextFileId++;
  }

  /** Makes a change that cannot be taken back; it is written with the next one, or by `write`. */
  change(change: (manifest: Manifest) => Manifest): void {
    this.#current = change(this.#current);
    this.#isWritten = false;
  }

  /** Makes a change that cannot be taken back, and writes it. @throws StorageError when it is not written yet */
  require(change: (manifest: Manifest) => Manifest): void {
    this.change(change);
    this.write();
  }

  /** Makes a change if it can be written. @throws StorageError when it was not made */
  update(change: (manifest: Manifest) => Manifest): void {
    this.write();
    const before = this.#current;
    try {
      this.require(change);
    } catch (error) {
      // The next generation that is written replaces whatever this one left.
      this.#current = before;
      this.#isWritten = false;
      throw error;
    }
  }

  /** Writes what is not written yet. @throws StorageError */
  write(): void {
    if (this.#isWritten) return;
    const { vfs, options } = this.#shard;
    // The entries of new files first: after a power cut the manifest must not list a file that is not there yet, in the
    // place of others that are.
    vfs.syncDirectory(options.directory);
    const next = {
      ...this.#current,
      nextFileId: Math.max(this.#current.nextFileId, this.#nextFileId),
      properties: { ...this.#current.properties, ...this.#properties() },
    };
    this.#current = writeManifest(vfs, options.directory, next);
    this.#isWritten = true;
  }

  /**
   * Removes obsolete files that neither generation on disk needs.
   *
   * @param mayGo whether nobody in this process needs the file
   * @throws StorageError
   */
  removeObsolete(mayGo: (file: string) => boolean): void {
    if (!this.#isWritten) return;
    const { vfs, pool } = this.#shard;
    const removable = removableFiles(this.#current).filter(mayGo);
    for (const file of removable) {
      const path = this.#shard.path(file);
      pool.forget(path);
      if (vfs.exists(path)) vfs.remove(path);
    }
    // In the manifest with its next change: removing a file twice harms nobody.
    if (removable.length > 0) this.#current = withRemoved(this.#current, removable);
  }
}
