const LINE_FEED = 0x0a;

/** Cuts bytes at line ends into pieces of about `pieceBytes`; a line is never cut, so a piece may be longer. */
export function* linePieces(bytes: Uint8Array, pieceBytes: number): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; ) {
    let end = start + pieceBytes;
    if (end >= bytes.length) end = bytes.length;
    else {
      const lineEnd = bytes.indexOf(LINE_FEED, end - 1);
      end = lineEnd < 0 ? bytes.length : lineEnd + 1;
    }
    yield bytes.subarray(start, end);
    start = end;
  }
}

/** How many lines end within the bytes. */
export function countLineEnds(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) count++;
  return count;
}

/** The lines of a text's bytes, without their line ends; carriage returns before these are left out too. */
export function* linesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; ) {
    let end = bytes.indexOf(LINE_FEED, start);
    if (end < 0) end = bytes.length;
    let stop = end;
    while (stop > start && bytes[stop - 1] === 0x0d) stop--;
    yield bytes.subarray(start, stop);
    start = end + 1;
  }
}
