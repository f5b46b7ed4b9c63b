import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { Checkpoint } from './checkpoints.ts';

const HEAD_BYTES = 256;
const LINE_FEED = 0x0a;

/** Lines of a file that are not stored yet. */
export interface NewLines {
  /** Whole lines, with the last line end. */
  readonly bytes: Uint8Array;
  /** The place in the file behind them. */
  readonly end: number;
}

/** A file that grows, kept open so that it can be read to its end under whatever name. */
export class FollowedFile {
  readonly path: string;
  readonly identity: string;
  /** Bytes that are stored. */
  offset = 0;
  readonly #handle: FileHandle;

  private constructor(path: string, identity: string, handle: FileHandle) {
    this.path = path;
    this.identity = identity;
    this.#handle = handle;
  }

  /** Opens a file. @throws Error of the operating system */
  static async open(path: string): Promise<FollowedFile> {
    const handle = await open(path, 'r');
    const { dev, ino } = await handle.stat({ bigint: true });
    return new FollowedFile(path, `${dev}:${ino}`, handle);
  }

  /** Goes on at a checkpoint, unless the file is another one by now: then it begins at its start. */
  async resume(checkpoint: Checkpoint | undefined): Promise<void> {
    if (checkpoint === undefined || checkpoint.offset > (await this.#size())) return;
    const head = await this.#read(0, checkpoint.head.bytes);
    if (head.length === checkpoint.head.bytes && crc32(head) === checkpoint.head.crc32) this.offset = checkpoint.offset;
  }

  async checkpoint(): Promise<Checkpoint> {
    const head = await this.#read(0, Math.min(HEAD_BYTES, this.offset));
    const { path, identity, offset } = this;
    return { path, identity, offset, head: { bytes: head.length, crc32: crc32(head) } };
  }

  /**
   * The next whole lines, at most about `bytesMax`; undefined where there are none yet. A file that has become shorter was begun
   * anew, and so is read from its start.
   * @param isFinished whether the file grows no more, so that its last line needs no line end
   */
  async nextLines(bytesMax: number, isFinished = false): Promise<NewLines | undefined> {
    const size = await this.#size();
    if (size < this.offset) this.offset = 0;
    if (size === this.offset) return undefined;
    for (let wanted = bytesMax; ; wanted *= 2) {
      const bytes = await this.#read(this.offset, Math.min(wanted, size - this.offset));
      const end = bytes.lastIndexOf(LINE_FEED) + 1;
      if (end > 0) return { bytes: bytes.subarray(0, end), end: this.offset + end };
      if (this.offset + bytes.length < size) continue;
      return isFinished ? { bytes, end: this.offset + bytes.length } : undefined;
    }
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  async #size(): Promise<number> {
    return (await this.#handle.stat()).size;
  }

  async #read(position: number, length: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await this.#handle.read(buffer, filled, length - filled, position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  }
}
