import type { SeededRandom } from './seeded-random.ts';
import { systemError } from './storage-failure.ts';

/**
 * What a power cut does to the bytes of a file that were not synced:
 * - `keep`: they had reached the disk anyway
 * - `drop`: none had
 * - `tear`: a prefix of random length had
 * - `pages`: some pages of 4 KiB had, in any order; the others read as zeros
 * - `any`: one of these, chosen by the seed for each file
 */
export type UnsyncedBytes = 'keep' | 'drop' | 'tear' | 'pages' | 'any';

const PAGE_BYTES = 4096;
/** Small files stay small; large ones grow without being copied. */
const CHUNK_BYTES_MIN = 256;
const CHUNK_BYTES = 1 << 20;
const FATES = ['keep', 'drop', 'tear', 'pages'] as const;

/**
 * The content of a file in memory, with what a power cut would leave of it. Files are only appended to and truncated,
 * so the durable content is a prefix of the current one, save for a tail that an unsynced truncation cut off.
 */
export class MemoryInode {
  /** All of CHUNK_BYTES but the first, whose capacity doubles up to that. */
  readonly #chunks: Uint8Array<ArrayBuffer>[] = [];
  #size = 0;
  #durableSize: number;
  /** Durable bytes from `start` on that the current content no longer has. */
  #cutOff: { start: number; bytes: Uint8Array } | undefined;
  /** Ranges that will never reach the disk, whatever is synced later; start inclusive, end exclusive. */
  #lost: { start: number; end: number }[] = [];

  /** A file that is all on disk. */
  constructor(content: Uint8Array = new Uint8Array(0)) {
    this.append(content);
    this.#durableSize = content.length;
  }

  get size(): number {
    return this.#size;
  }

  /** @returns the bytes copied, fewer than `target` holds only at the end of the file */
  read(target: Uint8Array, position: number): number {
    const count = Math.max(0, Math.min(target.length, this.#size - position));
    for (let done = 0; done < count; ) {
      const offset = (position + done) % CHUNK_BYTES;
      const length = Math.min(count - done, CHUNK_BYTES - offset);
      const chunk = this.#chunks[Math.floor((position + done) / CHUNK_BYTES)]!;
      target.set(chunk.subarray(offset, offset + length), done);
      done += length;
    }
    return count;
  }

  content(): Uint8Array {
    return this.#slice(this.#size);
  }

  append(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; ) {
      const offset = this.#size % CHUNK_BYTES;
      const length = Math.min(bytes.length - done, CHUNK_BYTES - offset);
      const chunk = this.#chunkWithRoom(Math.floor(this.#size / CHUNK_BYTES), offset + length);
      chunk.set(bytes.subarray(done, done + length), offset);
      this.#size += length;
      done += length;
    }
  }

  truncate(size: number): void {
    if (!(size >= 0 && size <= this.#size)) throw systemError('EINVAL');
    const intact = this.#cutOff?.start ?? this.#durableSize;
    if (size < intact) {
      const cut = this.durableContent().subarray(size);
      this.#cutOff = { start: size, bytes: cut };
    }
    this.#size = size;
    this.#chunks.length = Math.ceil(size / CHUNK_BYTES);
    this.#lost = this.#lost
      .filter(({ start }) => start < size)
      .map(({ start, end }) => ({ start, end: Math.min(end, size) }));
  }

  sync(): void {
    this.#durableSize = this.#size;
    this.#cutOff = undefined;
  }

  /**
   * What a failed fsync does on Linux: the pages count as clean from now on, so a later sync succeeds without writing
   * them. They can be read until the power goes.
   */
  loseUnsynced(): void {
    const start = this.#cutOff?.start ?? this.#durableSize;
    if (start < this.#size) this.#lost.push({ start, end: this.#size });
  }

  /** What was synced last. */
  durableContent(): Uint8Array {
    if (this.#cutOff === undefined) return this.#slice(this.#durableSize);
    const content = new Uint8Array(this.#cutOff.start + this.#cutOff.bytes.length);
    this.read(content.subarray(0, this.#cutOff.start), 0);
    content.set(this.#cutOff.bytes, this.#cutOff.start);
    return content;
  }

  /** What is on the disk after a power cut at this moment. */
  contentAfterPowerCut(unsynced: UnsyncedBytes, random: SeededRandom): Uint8Array {
    const fate = unsynced === 'any' ? FATES[random.below(FATES.length)]! : unsynced;
    const content = this.#survivors(fate, random);
    for (const { start, end } of this.#lost) content.fill(0, start, end);
    return content;
  }

  #survivors(fate: Exclude<UnsyncedBytes, 'any'>, random: SeededRandom): Uint8Array {
    if (fate === 'keep') return this.content();
    if (fate === 'drop') return this.durableContent();
    // The length goes to disk by itself: an unsynced truncation may or may not have happened.
    if (this.#cutOff !== undefined && random.chance()) return this.durableContent();
    const synced = this.#cutOff?.start ?? this.#durableSize;
    const content = this.#slice(synced + random.below(this.#size - synced + 1));
    if (fate === 'pages') zeroPages(content, synced, random);
    return content;
  }

  #slice(end: number): Uint8Array {
    const content = new Uint8Array(end);
    this.read(content, 0);
    return content;
  }

  #chunkWithRoom(index: number, needed: number): Uint8Array {
    let chunk = this.#chunks[index] ?? new Uint8Array(0);
    if (chunk.length < needed) {
      const doubled = index > 0 ? CHUNK_BYTES : Math.max(needed, CHUNK_BYTES_MIN, chunk.length * 2);
      const capacity = Math.min(CHUNK_BYTES, doubled);
      chunk = new Uint8Array(chunk.buffer.transfer(capacity));
      this.#chunks[index] = chunk;
    }
    return chunk;
  }
}

function zeroPages(content: Uint8Array, from: number, random: SeededRandom): void {
  for (let start = from; start < content.length; ) {
    const end = Math.min(content.length, (Math.floor(start / PAGE_BYTES) + 1) * PAGE_BYTES);
    if (random.chance()) content.fill(0, start, end);
    start = end;
  }
}
