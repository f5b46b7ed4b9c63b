import { statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { DiskFullError } from '../errors/server-error.ts';

/** How often it is looked at. */
const PERIOD_MS = 5000;

/** Keeps an eye on the room that the disk has, so that ingestion stops before it is full and goes on when there is room again. */
export class FreeSpace {
  readonly #directory: string;
  readonly #bytesMin: number;
  readonly #timer: NodeJS.Timeout | undefined;
  #freeBytes = Number.POSITIVE_INFINITY;

  /** @param bytesMin with less, `check` throws; 0 for never */
  constructor(directory: string, bytesMin: number) {
    this.#directory = resolve(directory);
    this.#bytesMin = bytesMin;
    if (bytesMin > 0) this.#timer = setInterval(() => void this.measure(), PERIOD_MS).unref();
  }

  /** Bytes, as measured last; Infinity before, and where it cannot be. */
  get freeBytes(): number {
    return this.#freeBytes;
  }

  get isLow(): boolean {
    return this.#freeBytes < this.#bytesMin;
  }

  /** @throws DiskFullError where there is less room than must be left */
  check(): void {
    if (!this.isLow) return;
    throw new DiskFullError(
      `the disk has ${this.#freeBytes} bytes left, of which ${this.#bytesMin} are kept free; entries are taken again when there is room`,
    );
  }

  /** Looks how much room there is now. */
  async measure(): Promise<void> {
    for (let path = this.#directory; ; path = dirname(path)) {
      try {
        const { bavail, bsize } = await statfs(path);
        this.#freeBytes = bavail * bsize;
        return;
      } catch {
        // A directory that is not made yet will be on the disk of the one that holds it.
        if (path === dirname(path)) return;
      }
    }
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
