import { MalformedBytesError } from '../bytes/byte-reader.ts';
import type { ColumnSink, ColumnSource } from './column-streams.ts';

/**
 * Non-negative safe integers as byte planes: all lowest bytes, then all second bytes, and so on, as many planes as the
 * largest value needs. High planes are nearly constant and cost next to nothing once compressed.
 */
export function writeUnsigned(sink: ColumnSink, values: UnsignedValues, count: number): void {
  const max = maxOf(values, count);
  const width = bytesFor(max);
  sink.meta.u8(width);
  const fits = max <= 0xffffffff;
  for (let plane = 0; plane < width; plane++) {
    const bytes = new Uint8Array(count);
    if (values instanceof Float64Array) {
      if (fits) planeOfSmall(values, bytes, plane * 8);
      else planeOfLarge(values, bytes, plane);
    } else if (values instanceof Uint32Array) planeOf32(values, bytes, plane * 8);
    else if (values instanceof Uint16Array) planeOf16(values, bytes, plane * 8);
    else bytes.set(values.subarray(0, count));
    sink.stream(bytes);
  }
}

export type UnsignedValues = Uint8Array | Uint16Array | Uint32Array | Float64Array;

// One function for each kind of array: a loop that meets several kinds is compiled for none of them.

function planeOf16(values: Uint16Array, bytes: Uint8Array, shift: number): void {
  for (let i = 0; i < bytes.length; i++) bytes[i] = values[i]! >>> shift;
}

function planeOf32(values: Uint32Array, bytes: Uint8Array, shift: number): void {
  for (let i = 0; i < bytes.length; i++) bytes[i] = values[i]! >>> shift;
}

function planeOfSmall(values: Float64Array, bytes: Uint8Array, shift: number): void {
  for (let i = 0; i < bytes.length; i++) bytes[i] = values[i]! >>> shift;
}

function planeOfLarge(values: Float64Array, bytes: Uint8Array, plane: number): void {
  const scale = 256 ** plane;
  for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(values[i]! / scale) % 256;
}

function maxOf(values: UnsignedValues, count: number): number {
  if (values instanceof Float64Array) return maxOfFloats(values, count);
  if (values instanceof Uint32Array) return maxOf32(values, count);
  if (values instanceof Uint16Array) return maxOf16(values, count);
  return maxOf8(values, count);
}

function maxOfFloats(values: Float64Array, count: number): number {
  let max = 0;
  for (let i = 0; i < count; i++) if (values[i]! > max) max = values[i]!;
  return max;
}

function maxOf32(values: Uint32Array, count: number): number {
  let max = 0;
  for (let i = 0; i < count; i++) if (values[i]! > max) max = values[i]!;
  return max;
}

function maxOf16(values: Uint16Array, count: number): number {
  let max = 0;
  for (let i = 0; i < count; i++) if (values[i]! > max) max = values[i]!;
  return max;
}

function maxOf8(values: Uint8Array, count: number): number {
  let max = 0;
  for (let i = 0; i < count; i++) if (values[i]! > max) max = values[i]!;
  return max;
}

/**
 * Reads back what `writeUnsigned` wrote; 32-bit values as Uint32Array, larger ones as Float64Array.
 *
 * Values that are all 0 have no bytes, so nothing bounds their `count`: a caller who has it from the bytes themselves says
 * in `zerosMax` how many there can be.
 *
 * @throws MalformedBytesError
 */
export function readUnsigned(
  source: ColumnSource,
  count: number,
  zerosMax: number = count,
): Uint32Array | Float64Array {
  const width = source.meta.u8();
  if (width > 7) throw new MalformedBytesError(`integers of ${width} bytes`);
  if (width === 0) {
    if (count > zerosMax) throw new MalformedBytesError(`${count} integers have no bytes`);
    return new Uint32Array(count);
  }
  // The first plane's length is checked before memory is taken for `count` values.
  const low = new Uint32Array(source.stream(count));
  for (let plane = 1; plane < Math.min(width, 4); plane++) {
    const bytes = source.stream(count);
    const shift = plane * 8;
    for (let i = 0; i < count; i++) low[i]! |= bytes[i]! << shift;
  }
  return width <= 4 ? low : readHighPlanes(source, low, width);
}

/** The same for values of at most 32 bits. @throws MalformedBytesError */
export function readUint32(source: ColumnSource, count: number, zerosMax: number = count): Uint32Array {
  const values = readUnsigned(source, count, zerosMax);
  if (values instanceof Float64Array) throw new MalformedBytesError('integers are larger than 32 bits');
  return values;
}

/** Passes over what `writeUnsigned` wrote. */
export function skipUnsigned(source: ColumnSource): void {
  for (let planes = source.meta.u8(); planes > 0; planes--) source.skip();
}

function readHighPlanes(source: ColumnSource, low: Uint32Array, width: number): Float64Array {
  const values = new Float64Array(low);
  for (let plane = 4; plane < width; plane++) {
    const bytes = source.stream(values.length);
    const scale = 2 ** (plane * 8);
    for (let i = 0; i < values.length; i++) values[i]! += bytes[i]! * scale;
  }
  for (let i = 0; i < values.length; i++) {
    if (values[i]! > Number.MAX_SAFE_INTEGER) throw new MalformedBytesError('integers are larger than 53 bits');
  }
  return values;
}

function bytesFor(max: number): number {
  let width = 0;
  for (let rest = max; rest > 0; rest = Math.floor(rest / 256)) width++;
  return width;
}
