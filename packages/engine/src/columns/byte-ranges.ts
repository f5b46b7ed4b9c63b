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

/** FNV-1a over the bytes `[start, end)`, finished by a multiply and shift so that all bits depend on all bytes. */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** Whether two runs of `length` bytes are equal. */
export function equalBytes(a: Uint8Array, aStart: number, b: Uint8Array, bStart: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (a[aStart + i] !== b[bStart + i]) return false;
  return true;
}

/** `hashBytes` of a text in UTF-8. */
export function hashText(text: string): number {
  const bytes = Buffer.from(text);
  return hashBytes(bytes, 0, bytes.length);
}
