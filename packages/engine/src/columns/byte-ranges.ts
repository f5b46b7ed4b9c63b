/** Texts in UTF-8 as ranges of one byte array: what columns are built from, without a string per value. */
export interface ByteRanges {
  readonly bytes: Uint8Array;
  /** Inclusive starts and exclusive ends; only the first `count` are meant. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly count: number;
}

/** Ranges over texts, for callers that have strings. */
export function byteRangesOf(texts: readonly string[]): ByteRanges {
  const encoded = texts.map((text) => Buffer.from(text));
  const bytes = new Uint8Array(Buffer.concat(encoded));
  const starts = new Int32Array(texts.length);
  const ends = new Int32Array(texts.length);
  let at = 0;
  encoded.forEach((piece, index) => {
    starts[index] = at;
    at += piece.length;
    ends[index] = at;
  });
  return { bytes, starts, ends, count: texts.length };
}

/** The bytes `[start, end)` as text. Short ASCII, the usual value, is built without a call into the decoder. */
export function decodeText(bytes: Uint8Array, start: number, end: number): string {
  if (end - start <= 24) {
    let text = '';
    for (let i = start; i < end; i++) {
      const byte = bytes[i]!;
      if (byte >= 128) return decodeUtf8(bytes, start, end);
      text += ASCII[byte]!;
    }
    return text;
  }
  return decodeUtf8(bytes, start, end);
}

const ASCII: readonly string[] = Array.from({ length: 128 }, (_, byte) => String.fromCharCode(byte));

function decodeUtf8(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString();
}

/**
 * A hash of the bytes `[start, end)`, four at a time, the last ones alone; finished by multiplies and shifts so that all
 * bits depend on all bytes. Unsigned, 32 bits. Bloom filters on disk hold it: it is part of the format.
 */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  return hashRange(viewOf(bytes), start, end) >>> 0;
}

/** `hashBytes` of the bytes of a view, signed: small integers of V8 are, and need no memory. */
export function hashRange(view: DataView, start: number, end: number): number {
  let hash = 0x811c9dc5 ^ (end - start);
  let at = start;
  for (const last = end - 4; at <= last; at += 4) {
    hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  for (; at < end; at++) hash = Math.imul(hash ^ view.getUint8(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return hash ^ (hash >>> 15);
}

// Hot loops look at the same array again and again; making a view for each call would cost more than the bytes.
let lastBytes: Uint8Array = new Uint8Array(0);
let lastView = new DataView(lastBytes.buffer);

/** A view of all the bytes of an array. */
export function viewOf(bytes: Uint8Array): DataView {
  if (bytes === lastBytes) return lastView;
  lastBytes = bytes;
  lastView = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return lastView;
}
