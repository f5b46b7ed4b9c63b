import { hashRange, viewOf } from './byte-ranges.ts';
import { packHex } from './hex-digits.ts';

const packed = new Uint8Array(256);
const packedView = new DataView(packed.buffer);
const HEX_TEXT_MIN = 8;

/**
 * The hash under which bloom filters hold a value. A text of lower-case hex digits of even length is hashed in its packed
 * form, so that columns of ids need not be unpacked for it; any other as its UTF-8 bytes. Part of the format.
 */
export function hashDigest(text: string): number {
  const bytes = Buffer.from(text);
  return hashDigestRange(viewOf(bytes), 0, bytes.length) >>> 0;
}

/** `hashDigest` of the UTF-8 bytes `[start, end)` whose view is at hand; signed (see `hashRange`). */
export function hashDigestRange(view: DataView, start: number, end: number): number {
  const length = end - start;
  const isHex =
    length >= HEX_TEXT_MIN && length <= packed.length * 2 && length % 2 === 0 && packHex(view, start, end, packed, 0);
  return isHex ? hashRange(packedView, 0, length / 2) : hashRange(view, start, end);
}
