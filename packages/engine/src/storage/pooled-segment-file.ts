import { CorruptionError } from '../errors/engine-error.ts';
import type { SegmentFile } from '../segments/segment-file.ts';
import type { FilePool } from './file-pool.ts';
import { failureCode } from './storage-failure.ts';

/** What of these a read meets will not go away by itself: a bad sector, or a file that someone removed. */
const DAMAGE_CODES: ReadonlySet<string | undefined> = new Set(['EIO', 'ENOENT', 'EISDIR']);

/**
 * A segment file read through the pool. Bytes that cannot be had are damage like wrong ones, so that one bad sector does
 * not take the other blocks with it; that there are too many open files, say, is not.
 */
export class PooledSegmentFile implements SegmentFile {
  /** The path. */
  readonly name: string;
  readonly #pool: FilePool;

  constructor(pool: FilePool, path: string) {
    this.#pool = pool;
    this.name = path;
  }

  /** @throws CorruptionError if the file ends before, is not there, or the device refuses; StorageError */
  read(target: Uint8Array, offset: number): void {
    const count = this.#attempt(offset, () => this.#pool.read(this.name, target, offset));
    if (count < target.length) throw new CorruptionError('the file is cut off', { file: this.name, offset });
  }

  /** Length in bytes at this moment. @throws as `read` */
  size(): number {
    return this.#attempt(0, () => this.#pool.size(this.name));
  }

  #attempt<T>(offset: number, action: () => T): T {
    try {
      return action();
    } catch (error) {
      if (!DAMAGE_CODES.has(failureCode(error))) throw error;
      throw new CorruptionError((error as Error).message, { file: this.name, offset }, { cause: error });
    }
  }
}
