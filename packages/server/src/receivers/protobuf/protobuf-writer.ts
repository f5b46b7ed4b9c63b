import { WIRE } from './protobuf-reader.ts';

/** Puts protobuf messages together from parts. For answers, and where speed does not matter. */
export class ProtobufWriter {
  readonly #parts: Uint8Array[] = [];

  varint(field: number, value: bigint): this {
    return this.#add(field, WIRE.varint, varintBytes(BigInt.asUintN(64, value)));
  }

  fixed64(field: number, value: bigint): this {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt.asUintN(64, value));
    return this.#add(field, WIRE.fixed64, bytes);
  }

  fixed32(field: number, value: number): this {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value >>> 0);
    return this.#add(field, WIRE.fixed32, bytes);
  }

  double(field: number, value: number): this {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(value);
    return this.#add(field, WIRE.fixed64, bytes);
  }

  /** A string, bytes, or a message. */
  bytes(field: number, value: Uint8Array | string): this {
    const bytes = typeof value === 'string' ? Buffer.from(value) : value;
    this.#add(field, WIRE.bytes, varintBytes(BigInt(bytes.length)));
    this.#parts.push(bytes);
    return this;
  }

  finish(): Uint8Array {
    return Buffer.concat(this.#parts);
  }

  #add(field: number, wire: number, value: Uint8Array): this {
    this.#parts.push(varintBytes(BigInt(field * 8 + wire)), value);
    return this;
  }
}

function varintBytes(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  do {
    const bits = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest > 0n ? bits | 0x80 : bits);
  } while (rest > 0n);
  return Uint8Array.from(bytes);
}
