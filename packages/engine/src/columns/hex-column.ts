import { MalformedBytesError } from '../bytes/byte-reader.ts';
import { type ByteRanges, viewOf } from './byte-ranges.ts';
import type { ColumnSink, ColumnSource } from './column-streams.ts';
import { packHex, unpackHex } from './hex-digits.ts';
import type { RowIndex } from './row-index.ts';
import { ValueColumn } from './value-column.ts';
import type { ValuePredicate } from './value-predicate.ts';

const DASH = 45;
const UUID_DASHES: readonly number[] = [8, 13, 18, 23];
const UUID_LENGTH = 36;
const UUID_WIDTH = 16;
const WIDTH_MIN = 4;
const WIDTH_MAX = 256;
/** Scratch: where the first value is packed, before memory is taken for all. */
const FIRST = new Uint8Array(WIDTH_MAX);

/** Lower-case hexadecimal texts of one even length (trace ids, digests), or UUIDs, at half their bytes. */
export class HexColumn extends ValueColumn {
  readonly encoding = 'hex';
  /** The values back to back, `width` bytes each. */
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly isUuid: boolean;

  constructor(rows: RowIndex, bytes: Uint8Array, width: number, isUuid: boolean) {
    super(rows);
    this.bytes = bytes;
    this.width = width;
    this.isUuid = isUuid;
  }

  /** Null when the values are not of that form; at least 8 digits, so that small numbers stay numbers. */
  static build(rows: RowIndex, ranges: ByteRanges): HexColumn | null {
    const { starts, ends, count } = ranges;
    const length = ends[0]! - starts[0]!;
    const isUuid = length === UUID_LENGTH && ranges.bytes[starts[0]! + 8] === DASH;
    const width = isUuid ? UUID_WIDTH : length / 2;
    if (!isWidth(width)) return null;
    const view = viewOf(ranges.bytes);
    if (!(isUuid ? packUuid(view, starts[0]!, FIRST, 0) : packHex(view, starts[0]!, ends[0]!, FIRST, 0))) return null;
    if (!haveLength(starts, ends, count, length)) return null;
    const bytes = new Uint8Array(count * width);
    const packed = isUuid ? packUuids(view, starts, count, bytes) : packAll(view, starts, count, length, bytes);
    return packed ? new HexColumn(rows, bytes, width, isUuid) : null;
  }

  static read(rows: RowIndex, source: ColumnSource): HexColumn {
    const width = source.meta.varint();
    const isUuid = source.meta.u8() === 1;
    if (!isWidth(width) || (isUuid && width !== UUID_WIDTH))
      throw new MalformedBytesError(`hexadecimal values of ${width} bytes`);
    return new HexColumn(rows, source.stream(rows.count * width), width, isUuid);
  }

  write(sink: ColumnSink): void {
    sink.meta.varint(this.width).u8(this.isUuid ? 1 : 0);
    sink.stream(this.bytes);
  }

  valueText(index: number): string {
    const text = unpackHex(this.bytes, index * this.width, this.width);
    if (!this.isUuid) return text;
    return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
  }

  /** The packed bytes of a text as this column would store it, or null when it cannot hold it. */
  pack(text: string): Uint8Array | null {
    const bytes = Buffer.from(text);
    const view = viewOf(bytes);
    const packed = new Uint8Array(this.width);
    if (this.isUuid) return bytes.length === UUID_LENGTH && packUuid(view, 0, packed, 0) ? packed : null;
    return bytes.length === this.width * 2 && packHex(view, 0, bytes.length, packed, 0) ? packed : null;
  }

  protected override tester(predicate: ValuePredicate): (index: number) => boolean {
    if (predicate.texts === undefined) return super.tester(predicate);
    const wanted: Uint8Array[] = [];
    for (const text of predicate.texts) {
      const packed = this.pack(text);
      if (packed !== null) wanted.push(packed);
    }
    const { bytes, width } = this;
    return (index) => wanted.some((value) => startsAt(bytes, index * width, value));
  }

  protected override computeNumbers(): Float64Array {
    return this.isUuid ? new Float64Array(this.rows.count).fill(Number.NaN) : super.computeNumbers();
  }

  get memoryBytes(): number {
    return this.bytes.byteLength;
  }
}

function isWidth(width: number): boolean {
  return Number.isInteger(width) && width >= WIDTH_MIN && width <= WIDTH_MAX;
}

/** Whether `value` stands in `bytes` at `start`. */
export function startsAt(bytes: Uint8Array, start: number, value: Uint8Array): boolean {
  for (let i = 0; i < value.length; i++) if (bytes[start + i] !== value[i]) return false;
  return true;
}

function haveLength(starts: Int32Array, ends: Int32Array, count: number, length: number): boolean {
  for (let i = 0; i < count; i++) if (ends[i]! - starts[i]! !== length) return false;
  return true;
}

function packAll(source: DataView, starts: Int32Array, count: number, length: number, target: Uint8Array): boolean {
  for (let i = 0, to = 0; i < count; i++, to += length >>> 1) {
    if (!packHex(source, starts[i]!, starts[i]! + length, target, to)) return false;
  }
  return true;
}

function packUuids(source: DataView, starts: Int32Array, count: number, target: Uint8Array): boolean {
  for (let i = 0; i < count; i++) if (!packUuid(source, starts[i]!, target, i * UUID_WIDTH)) return false;
  return true;
}

function packUuid(bytes: DataView, start: number, target: Uint8Array, to: number): boolean {
  for (const dash of UUID_DASHES) if (bytes.getUint8(start + dash) !== DASH) return false;
  return (
    packHex(bytes, start, start + 8, target, to) &&
    packHex(bytes, start + 9, start + 13, target, to + 4) &&
    packHex(bytes, start + 14, start + 18, target, to + 6) &&
    packHex(bytes, start + 19, start + 23, target, to + 8) &&
    packHex(bytes, start + 24, start + 36, target, to + 10)
  );
}
