import { CorruptionError } from '../errors/engine-error.ts';
import type { SegmentFile } from '../segments/segment-file.ts';

const SECTOR_BYTES = 4096;

/**
 * A file of which some parts cannot be read: they read as zeros, which no block is made of. For looking for what is left of
 * a damaged segment.
 */
export class SalvageFile implements SegmentFile {
  readonly name: string;
  readonly #file: SegmentFile;

  constructor(file: SegmentFile) {
    this.name = file.name;
    this.#file = file;
  }

  read(target: Uint8Array, offset: number): void {
    if (this.#tryRead(target, offset)) return;
    for (let start = 0; start < target.length; start += SECTOR_BYTES) {
      const part = target.subarray(start, start + SECTOR_BYTES);
      if (!this.#tryRead(part, offset + start)) part.fill(0);
    }
  }

  #tryRead(target: Uint8Array, offset: number): boolean {
    try {
      this.#file.read(target, offset);
      return true;
    } catch (error) {
      if (error instanceof CorruptionError) return false;
      throw error;
    }
  }
}
