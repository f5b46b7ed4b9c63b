import { StorageError } from '../errors/engine-error.ts';
import type { SegmentFile } from './segment-file.ts';

/** A file in memory that refuses to be read beyond its end, and counts what is read. */
export class MemoryFile implements SegmentFile {
  readonly name: string = 'segment-00000007.las';
  readonly bytes: Uint8Array;
  reads = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get size(): number {
    return this.bytes.length;
  }

  read(target: Uint8Array, offset: number): void {
    this.reads++;
    if (offset < 0 || offset + target.length > this.bytes.length) {
      throw new StorageError(`${target.length} bytes at ${offset} are beyond the end of ${this.name}`);
    }
    target.set(this.bytes.subarray(offset, offset + target.length));
  }
}
