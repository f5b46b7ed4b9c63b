import { hash } from 'node:crypto';

const LINE_FEED = 0x0a;

/** What tells the lines of a batch from others: a SHA-256 in hexadecimal. A line end more or less behind the last line makes no other batch. */
export function batchChecksum(lines: Uint8Array): string {
  return hash('sha256', lines.at(-1) === LINE_FEED ? lines.subarray(0, -1) : lines, 'hex');
}
