const encoder = new TextEncoder();
const HEX_DIGITS: Uint8Array = encoder.encode('0123456789abcdef');
const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** A growing byte buffer. Integers are little endian; variable-length integers are LEB128. */
export class ByteWriter {
  private buffer: Uint8Array;
  private view: DataView;
  private used = 0;

  constructor(capacity = 256) {
    this.buffer = new Uint8Array(capacity);
    this.view = new DataView(this.buffer.buffer);
  }

  /** The number of bytes written. */
  get length(): number {
    return this.used;
  }

  u8(value: number): this {
    this.reserve(1);
    this.buffer[this.used++] = value;
    return this;
  }

  u16(value: number): this {
    this.reserve(2);
    this.view.setUint16(this.used, value, true);
    this.used += 2;
    return this;
  }

  u32(value: number): this {
    this.reserve(4);
    this.view.setUint32(this.used, value, true);
    this.used += 4;
    return this;
  }

  u32s(values: Uint32Array): this {
    if (IS_LITTLE_ENDIAN) return this.bytes(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    for (let i = 0; i < values.length; i++) this.u32(values[i]!);
    return this;
  }

  f64(value: number): this {
    this.reserve(8);
    this.view.setFloat64(this.used, value, true);
    this.used += 8;
    return this;
  }

  /** A safe non-negative integer, 7 bits a byte, the lowest first. */
  varint(value: number): this {
    this.reserve(8);
    if (value < 0x80) {
      this.buffer[this.used++] = value;
      return this;
    }
    let rest = value;
    while (rest >= 0x80) {
      this.buffer[this.used++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.buffer[this.used++] = rest;
    return this;
  }

  bytes(bytes: Uint8Array): this {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.used);
    this.used += bytes.length;
    return this;
  }

  /** The bytes `[start, end)` of a larger array; short runs are copied by hand, which is faster than a view. */
  slice(bytes: Uint8Array, start: number, end: number): this {
    const length = end - start;
    if (length > 64) return this.bytes(bytes.subarray(start, end));
    this.reserve(length);
    let to = this.used;
    for (let from = start; from < end; from++) this.buffer[to++] = bytes[from]!;
    this.used = to;
    return this;
  }

  /** A text of ASCII alone. */
  ascii(text: string): this {
    this.reserve(text.length);
    for (let i = 0; i < text.length; i++) this.buffer[this.used++] = text.charCodeAt(i);
    return this;
  }

  /** The last `width` decimal digits of a safe non-negative integer, zeros before it where it has fewer. */
  digits(value: number, width: number): this {
    this.reserve(width);
    let rest = value;
    for (let at = this.used + width - 1; at >= this.used; at--) {
      // Beyond 2^52 a quotient with a fraction would be rounded.
      const next = rest < 0x80000000 ? (rest / 10) | 0 : (rest - (rest % 10)) / 10;
      this.buffer[at] = 48 + (rest - next * 10);
      rest = next;
    }
    this.used += width;
    return this;
  }

  /** A safe non-negative integer in decimal. */
  decimal(value: number): this {
    let width = 1;
    for (let bound = 10; value >= bound; bound *= 10) width++;
    return this.digits(value, width);
  }

  /** The two lower-case hex digits of each of the bytes `[start, end)`. */
  hex(bytes: Uint8Array, start: number, end: number): this {
    this.reserve(2 * (end - start));
    for (let i = start; i < end; i++) {
      this.buffer[this.used++] = HEX_DIGITS[bytes[i]! >>> 4]!;
      this.buffer[this.used++] = HEX_DIGITS[bytes[i]! & 15]!;
    }
    return this;
  }

  /** The bytes from `start` to the first `stop`, or to `end`; returns where that is. */
  sliceUntil(bytes: Uint8Array, start: number, end: number, stop: number): number {
    this.reserve(end - start);
    const { buffer } = this;
    let to = this.used;
    let from = start;
    for (; from < end; from++) {
      const byte = bytes[from]!;
      if (byte === stop) break;
      buffer[to++] = byte;
    }
    this.used = to;
    return from;
  }

  /** The text's length in UTF-8 bytes as a varint, then the bytes. */
  string(text: string): this {
    const bytes = encoder.encode(text);
    return this.varint(bytes.length).bytes(bytes);
  }

  /** Overwrites four bytes that were written before. */
  patchU32(offset: number, value: number): void {
    this.view.setUint32(offset, value, true);
  }

  /** A view of what was written; valid until the next write. */
  written(): Uint8Array {
    return this.buffer.subarray(0, this.used);
  }

  /** A copy of what was written. */
  toBytes(): Uint8Array {
    return this.buffer.slice(0, this.used);
  }

  clear(): void {
    this.used = 0;
  }

  private reserve(extra: number): void {
    const needed = this.used + extra;
    if (needed <= this.buffer.length) return;
    const grown = new Uint8Array(Math.max(needed, this.buffer.length * 2));
    grown.set(this.buffer.subarray(0, this.used));
    this.buffer = grown;
    this.view = new DataView(grown.buffer);
  }
}
