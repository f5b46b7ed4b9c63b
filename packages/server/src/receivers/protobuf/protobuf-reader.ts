import { InvalidArgumentError } from 'log-analytics-engine';

/** How a value is encoded; the low three bits of a tag. */
export const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

const TWO_32 = 4_294_967_296;
/** A varint of 64 bits. */
const VARINT_BYTES_MAX = 10;

/**
 * Reads the fields of protobuf messages from bytes, one after the other. A message within a message is read with the same reader:
 * `enter` it, read up to its end, `leave`. Values come back in `low` and `high`, or as the range `start` to `end`; nothing is copied.
 *
 * Errors are InvalidArgumentErrors that say where the bytes are damaged.
 */
export class ProtobufReader {
  readonly bytes: Uint8Array;
  /** Where the next tag is. */
  at = 0;
  /** The end of the message being read, exclusive. */
  limit: number;
  /** Of the field read last: its number, and the encoding of its value. */
  field = 0;
  wire: number = 0;
  /** A number, as its lower and upper 32 bits, unsigned. */
  low = 0;
  high = 0;
  /** Bytes: their range. */
  start = 0;
  end = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.limit = bytes.length;
  }

  /** Reads the next field of the message with its value; false at the end of the message. */
  next(): boolean {
    if (this.at >= this.limit) return false;
    const tag = this.varint32('a tag');
    this.field = tag >>> 3;
    this.wire = tag & 7;
    if (this.field === 0) throw this.damaged('a field number from 1');
    switch (this.wire) {
      case WIRE.varint:
        this.varint64();
        return true;
      case WIRE.fixed64:
        this.need(8);
        this.low = this.word(this.at);
        this.high = this.word(this.at + 4);
        this.at += 8;
        return true;
      case WIRE.bytes: {
        const length = this.varint32('a length');
        this.need(length);
        this.start = this.at;
        this.end = this.at + length;
        this.at = this.end;
        return true;
      }
      case WIRE.fixed32:
        this.need(4);
        this.low = this.word(this.at);
        this.high = 0;
        this.at += 4;
        return true;
      default:
        throw this.damaged(`a known encoding, found ${this.wire}`);
    }
  }

  /** Begins to read the message that the field read last holds. Returns what `leave` wants. */
  enter(): number {
    const outer = this.limit;
    this.at = this.start;
    this.limit = this.end;
    return outer;
  }

  /** Goes on behind the message that `enter` began; all of it has been read. */
  leave(outer: number): void {
    this.at = this.limit;
    this.limit = outer;
  }

  /** @throws unless the field read last has this encoding */
  require(wire: number): void {
    if (this.wire !== wire) throw this.damaged(`encoding ${wire} in field ${this.field}, found ${this.wire}`);
  }

  /** The bytes read last as text. */
  text(): string {
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + this.start, this.end - this.start).toString();
  }

  /** The number read last as a double. */
  double(): number {
    SCRATCH.setUint32(0, this.low, true);
    SCRATCH.setUint32(4, this.high, true);
    return SCRATCH.getFloat64(0, true);
  }

  /** The number read last as a signed one of 64 bits. */
  int64(): bigint {
    return BigInt.asIntN(64, (BigInt(this.high) << 32n) | BigInt(this.low));
  }

  /** The number read last as a signed one of 64 bits; exact up to 2^53. */
  safeInt64(): number {
    return (this.high | 0) * TWO_32 + this.low;
  }

  private varint32(what: string): number {
    const byte = this.bytes[this.at]!;
    if (byte < 0x80 && this.at < this.limit) {
      this.at++;
      return byte;
    }
    // Most messages are longer than 127 bytes, and few are longer than 16 KiB.
    const second = this.bytes[this.at + 1]!;
    if (second < 0x80 && this.at + 1 < this.limit) {
      this.at += 2;
      return (byte & 0x7f) | (second << 7);
    }
    this.varint64();
    if (this.high !== 0 || this.low > 0x7fff_ffff) throw this.damaged(`${what} below 2^31`);
    return this.low;
  }

  private varint64(): void {
    const { bytes, limit } = this;
    let low = 0;
    let high = 0;
    for (let i = 0; i < VARINT_BYTES_MAX; i++) {
      if (this.at >= limit) throw this.damaged('the rest of a number');
      const byte = bytes[this.at++]!;
      const bits = byte & 0x7f;
      if (i < 4) low |= bits << (7 * i);
      else if (i === 4) {
        low |= bits << 28;
        high = bits >>> 4;
      } else high |= bits << (7 * i - 32);
      if (byte < 0x80) {
        this.low = low >>> 0;
        this.high = high >>> 0;
        return;
      }
    }
    throw this.damaged(`a number of at most ${VARINT_BYTES_MAX} bytes`);
  }

  private word(at: number): number {
    const { bytes } = this;
    return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
  }

  private need(count: number): void {
    if (count > this.limit - this.at) throw this.damaged(`${count} more bytes, found ${this.limit - this.at}`);
  }

  private damaged(expected: string): InvalidArgumentError {
    return new InvalidArgumentError(`not valid protobuf: expected ${expected} at byte ${this.at}`);
  }
}

const SCRATCH = new DataView(new ArrayBuffer(8));
