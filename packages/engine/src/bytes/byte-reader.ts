// A byte order mark at the start of a text is part of the text.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Thrown when bytes end early or hold an impossible value; whoever knows the file turns it into a CorruptionError. */
export class MalformedBytesError extends Error {}

/** Reads what `ByteWriter` wrote. Never reads beyond its bytes: @throws MalformedBytesError. */
export class ByteReader {
  private readonly bytes_: Uint8Array;
  private readonly view: DataView;
  private at: number;

  constructor(bytes: Uint8Array, offset = 0) {
    this.bytes_ = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = offset;
  }

  get offset(): number {
    return this.at;
  }

  get remaining(): number {
    return this.bytes_.length - this.at;
  }

  u8(): number {
    this.need(1);
    return this.bytes_[this.at++]!;
  }

  u16(): number {
    this.need(2);
    this.at += 2;
    return this.view.getUint16(this.at - 2, true);
  }

  u32(): number {
    this.need(4);
    this.at += 4;
    return this.view.getUint32(this.at - 4, true);
  }

  f64(): number {
    this.need(8);
    this.at += 8;
    return this.view.getFloat64(this.at - 8, true);
  }

  /** A safe non-negative integer. */
  varint(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 8; i++) {
      const byte = this.u8();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return safe(value);
      scale *= 0x80;
    }
    throw new MalformedBytesError('a variable-length integer does not end');
  }

  /** A count that is followed by at least `bytesEach` bytes for each item, so that damage cannot ask for endless memory. */
  count(bytesEach = 1): number {
    const value = this.varint();
    if (value * bytesEach > this.remaining) throw new MalformedBytesError(`a count of ${value} exceeds what follows`);
    return value;
  }

  /** A view of the next `length` bytes. */
  bytes(length: number): Uint8Array {
    this.need(length);
    this.at += length;
    return this.bytes_.subarray(this.at - length, this.at);
  }

  string(): string {
    return decoder.decode(this.bytes(this.varint()));
  }

  private need(length: number): void {
    if (length > this.bytes_.length - this.at) throw new MalformedBytesError('the bytes end early');
  }
}

function safe(value: number): number {
  if (value > Number.MAX_SAFE_INTEGER) throw new MalformedBytesError('a variable-length integer is too large');
  return value;
}
