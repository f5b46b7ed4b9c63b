import { type LineOptions, RowBatchBuilder } from '../ingest/row-batch-builder.ts';

const LINE_FEED = 0x0a;

/** The lines of a chunk that are not rejected, each ended by a line feed: what a log may hold, whatever the options of the start that reads it. */
export function acceptedLines(chunk: Uint8Array, options: LineOptions): Uint8Array {
  const builder = new RowBatchBuilder();
  const kept: Uint8Array[] = [];
  for (let start = 0; start < chunk.length; ) {
    const end = chunk.indexOf(LINE_FEED, start);
    const line = chunk.subarray(start, end < 0 ? chunk.length : end);
    builder.begin(line.length);
    if (builder.add(line, options).accepted > 0) kept.push(line, Uint8Array.of(LINE_FEED));
    start = end < 0 ? chunk.length : end + 1;
  }
  return Buffer.concat(kept);
}
