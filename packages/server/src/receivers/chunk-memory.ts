import { QuietTime } from '../store/threads/quiet-time.ts';

/** What fills a block of the store, and room for what goes beyond. */
const CHUNK_MEMORY_BYTES = (4 << 20) + (1 << 16);
/** As many as two large bodies have under way; more is left to the garbage collector. */
const SPARE_MAX = 12;
const spare: Buffer[] = [];
/** When no large body has come for so long, nothing is kept for the next one. */
const QUIET_MS = 5000;
const quiet = new QuietTime(QUIET_MS, () => {
  spare.length = 0;
});

/**
 * Memory for a large chunk of lines; anything may stand in it. Ingest workers read it where it is, and it comes back to be filled
 * again: fresh memory would cost a page fault every 4 KiB, here, and its amount a garbage collection every few chunks, here and there.
 *
 * @returns undefined where there is none of this size
 */
export function takeChunkMemory(byteLength: number): Buffer | undefined {
  if (byteLength !== CHUNK_MEMORY_BYTES) return undefined;
  return spare.pop() ?? Buffer.from(new SharedArrayBuffer(CHUNK_MEMORY_BYTES));
}

/** Gives the memory of a chunk back, once, when nobody reads it any more. Nothing becomes of bytes that `takeChunkMemory` did not give. */
export function giveChunkMemory({ buffer }: Uint8Array): void {
  if (!(buffer instanceof SharedArrayBuffer) || buffer.byteLength !== CHUNK_MEMORY_BYTES) return;
  if (spare.length < SPARE_MAX) spare.push(Buffer.from(buffer));
  quiet.stir();
}
