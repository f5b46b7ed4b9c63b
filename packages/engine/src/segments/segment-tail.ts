import { BLOCK_HEADER_BYTES, readBlockHeader } from './block-format.ts';

/**
 * What stands behind the last valid block of a segment without footer: the beginning of a batch whose write was interrupted, a
 * batch with all its bytes but not the right ones, or something else.
 */
export type TailVerdict = 'interrupted' | 'damaged' | 'unclear';

export function judgeTail(tail: Uint8Array): TailVerdict {
  for (let at = 0; ; ) {
    const reading = readBlockHeader(tail, at);
    if (reading.kind !== 'header') {
      const rest = tail.subarray(at);
      return rest.length < BLOCK_HEADER_BYTES || rest.every((byte) => byte === 0) ? 'interrupted' : 'unclear';
    }
    const { part, parts, directoryBytes, frameBytes } = reading.header;
    at += BLOCK_HEADER_BYTES + directoryBytes + frameBytes;
    if (at > tail.length) return 'interrupted';
    if (part === parts - 1) return 'damaged';
  }
}
