import { type LineCounts, type LineOptions, RowBatchBuilder } from '../ingest/row-batch-builder.ts';

const LINE_FEED = 0x0a;

/**
 * The lines of a chunk that became rows, each ended by a line feed: what a log may hold, whatever the options of the start that
 * reads it.
 */
export function linesOfRows(chunk: Uint8Array, counts: LineCounts, options: LineOptions): Uint8Array {
  if (counts.rejected > 0) return acceptedLines(chunk, options);
  if (chunk.length === 0 || chunk.at(-1) === LINE_FEED) return chunk;
  const lines = new Uint8Array(chunk.length + 1);
  lines.set(chunk);
  lines[chunk.length] = LINE_FEED;
  return lines;
}

function acceptedLines(chunk: Uint8Array, options: LineOptions): Uint8Array {
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
