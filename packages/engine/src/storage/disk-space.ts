import { DiskFullError, StorageError } from '../errors/engine-error.ts';
import { RESERVE_FILE } from './directory-layout.ts';
import type { ResolvedStoreOptions } from './store-options.ts';
import { joinPath } from './vfs-path.ts';

/** How often free space is looked at where rows come one by one. */
const CHECK_MS = 100;
/** The bitmaps that say which rows are deleted: one bit for each row, twice. */
const ROWS_PER_RESERVED_BYTE = 4;
/** The reserve grows in steps of this. */
const RESERVE_STEP_BYTES = 128 * 1024;

/**
 * The room on the disk of a shard. While less than the floor is free no rows are taken; and a reserve, a file that is given up
 * when it is needed, keeps room for what must work on a full disk: the lock, and deletion, which is how there is room again.
 */
export class DiskSpace {
  readonly #options: ResolvedStoreOptions;
  readonly #path: string;
  #checkedMs = Number.NEGATIVE_INFINITY;
  #availableBytes = Number.POSITIVE_INFINITY;

  constructor(options: ResolvedStoreOptions) {
    this.#options = options;
    this.#path = joinPath(options.directory, RESERVE_FILE);
  }

  /**
   * @param nowMs where given, the room that was found up to a tenth of a second before may be taken for that of now
   * @throws DiskFullError while less than the floor is free
   */
  require(nowMs?: number): void {
    if (!this.isLow(nowMs)) return;
    throw new DiskFullError(
      `${this.#availableBytes} bytes are free on the disk, and no entries are taken below ${this.#options.freeBytesMin}: make room there, or set freeBytesMin`,
    );
  }

  /** Whether less than the floor is free. @param nowMs as for `require` */
  isLow(nowMs?: number): boolean {
    const { freeBytesMin } = this.#options;
    if (freeBytesMin === 0) return false;
    const wasLow = this.#availableBytes < freeBytesMin;
    // A clock that was set back must not stop it.
    if (nowMs === undefined || wasLow || Math.abs(nowMs - this.#checkedMs) >= CHECK_MS) {
      this.#availableBytes = this.#look();
      this.#checkedMs = nowMs ?? Number.NEGATIVE_INFINITY;
    }
    return this.#availableBytes < freeBytesMin;
  }

  /**
   * Makes the reserve, or lets it grow, where there is room beside the floor.
   * @param rows that the shard has
   * @param bytes what else deleting needs
   */
  keepReserve(rows: number, bytes: number = 0): void {
    const { vfs, freeBytesMin, limits } = this.#options;
    const available = this.#look();
    if (available === Number.POSITIVE_INFINITY) return;
    const steps = Math.ceil((limits.reserveBytes + bytes + rows / ROWS_PER_RESERVED_BYTE) / RESERVE_STEP_BYTES);
    try {
      const missing = steps * RESERVE_STEP_BYTES - (vfs.exists(this.#path) ? vfs.size(this.#path) : 0);
      if (missing > 0 && available > freeBytesMin + 2 * missing) this.#extend(missing);
    } catch (error) {
      // It is tried again.
      if (!(error instanceof StorageError)) throw error;
    }
  }

  /**
   * Does what must work on a full disk: where there is no room, the reserve is given up, and it is tried again.
   *
   * @param bytes how much of the reserve is given up at most; all of it unless given
   */
  withReserve<T>(action: () => T, bytes: number = Number.POSITIVE_INFINITY): T {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof DiskFullError) || !this.#giveUp(bytes)) throw error;
      return action();
    }
  }

  #look(): number {
    try {
      return this.#options.vfs.availableBytes();
    } catch (error) {
      // Some file systems do not say. Writing to them will.
      if (error instanceof StorageError) return Number.POSITIVE_INFINITY;
      throw error;
    }
  }

  #extend(missing: number): void {
    const { vfs, durability } = this.#options;
    const file = vfs.exists(this.#path) ? vfs.openAppend(this.#path) : vfs.create(this.#path);
    try {
      for (let left = missing; left > 0; left -= RESERVE_STEP_BYTES)
        file.append(incompressibleBytes(RESERVE_STEP_BYTES));
      if (durability !== 'memory') file.sync();
    } finally {
      file.close();
    }
  }

  /** @returns whether there was a reserve */
  #giveUp(bytes: number): boolean {
    const { vfs } = this.#options;
    if (!vfs.exists(this.#path)) return false;
    const left = vfs.size(this.#path) - bytes;
    if (left > 0) {
      const file = vfs.openAppend(this.#path);
      try {
        file.truncate(left);
      } finally {
        file.close();
      }
    } else vfs.remove(this.#path);
    return true;
  }
}

/** A file system that compresses would keep no room for zeros. */
function incompressibleBytes(length: number): Uint8Array {
  const words = new Uint32Array(length >>> 2);
  let state = 0x9e3779b9;
  for (let i = 0; i < words.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[i] = state;
  }
  return new Uint8Array(words.buffer);
}
