const LINE_FEED = 0x0a;

/**
 * Cuts a chunk into pieces that end where lines do, each about as long as wanted and longer only where a single line is.
 *
 * @returns each piece with the number of its lines, empty ones included
 */
export function* cutAtLines(
  chunk: Uint8Array,
  pieceBytes: number,
): Generator<{ readonly bytes: Uint8Array; readonly lineCount: number }> {
  for (let start = 0; start < chunk.length; ) {
    let end = chunk.length;
    if (end - start > pieceBytes) {
      end = chunk.lastIndexOf(LINE_FEED, start + pieceBytes - 1) + 1;
      if (end <= start) end = chunk.indexOf(LINE_FEED, start + pieceBytes) + 1 || chunk.length;
    }
    const bytes = chunk.subarray(start, end);
    yield { bytes, lineCount: countLineFeeds(bytes) };
    start = end;
  }
}

function countLineFeeds(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) count++;
  return count;
}
