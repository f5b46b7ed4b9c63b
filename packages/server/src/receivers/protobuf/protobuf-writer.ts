import { WIRE } from './protobuf-reader.ts';

const FIRST_BYTES = 256;
/** A length that is not known yet has room for 35 bits. */
const LENGTH_BYTES = 5;

/** Writes protobuf messages, those within others in one pass. */
export class ProtobufWriter {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #at = 0;
  /** Where the messages begin that are open. */
  readonly #open: number[] = [];

  varint(field: number, value: bigint): this {
    this.#tag(field, WIRE.varint);
    let rest = BigInt.asUintN(64, value);
    while (rest > 0x7fn) {
      this.#bytes[this.#at++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#bytes[this.#at++] = Number(rest);
    return this;
  }

  fixed64(field: number, value: bigint): this {
    this.#tag(field, WIRE.fixed64);
    this.#at = this.#bytes.writeBigUInt64LE(BigInt.asUintN(64, value), this.#at);
    return this;
  }

  fixed32(field: number, value: number): this {
    this.#tag(field, WIRE.fixed32);
    this.#at = this.#bytes.writeUInt32LE(value >>> 0, this.#at);
    return this;
  }

  double(field: number, value: number): this {
    this.#tag(field, WIRE.fixed64);
    this.#at = this.#bytes.writeDoubleLE(value, this.#at);
    return this;
  }

  /** A string, bytes, or a message. */
  bytes(field: number, value: Uint8Array | string): this {
    const length = typeof value === 'string' ? Buffer.byteLength(value) : value.length;
    this.#tag(field, WIRE.bytes, length);
    this.#length(length);
    if (typeof value === 'string') this.#bytes.write(value, this.#at);
    else this.#bytes.set(value, this.#at);
    this.#at += length;
    return this;
  }

  /** Begins a message: what follows is in it, up to `close`. */
  open(field: number): this {
    this.#tag(field, WIRE.bytes);
    this.#at += LENGTH_BYTES;
    this.#open.push(this.#at);
    return this;
  }

  close(): this {
    const start = this.#open.pop()!;
    const length = this.#at - start;
    this.#at = start - LENGTH_BYTES;
    if (length < 0x80) {
      this.#bytes[this.#at++] = length;
      this.#bytes.copyWithin(this.#at, start, start + length);
      this.#at += length;
      return this;
    }
    // A longer one stays where it is, and its length has as many bytes as there is room for.
    let rest = length;
    for (let i = 1; i < LENGTH_BYTES; i++) {
      this.#bytes[this.#at++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#at] = rest;
    this.#at = start + length;
    return this;
  }

  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  /** Writes a tag; there is room for any number behind it, and for as many more bytes. */
  #tag(field: number, wire: number, more = 0): void {
    const needed = this.#at + 32 + more;
    if (needed > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
      grown.set(this.#bytes.subarray(0, this.#at));
      this.#bytes = grown;
    }
    this.#length(field * 8 + wire);
  }

  /** A varint of up to 53 bits. */
  #length(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.#bytes[this.#at++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#at++] = rest;
  }
}
