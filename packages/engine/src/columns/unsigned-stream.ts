import { MalformedBytesError } from '../bytes/byte-reader.ts';
import type { ColumnSink, ColumnSource } from './column-streams.ts';

/**
 * Non-negative safe integers as byte planes: all lowest bytes, then all second bytes, and so on, as many planes as the
 * largest value needs. High planes are nearly constant and cost next to nothing once compressed.
 */
export function writeUnsigned(sink: ColumnSink, values: ArrayLike<number>, count: number): void {
  let max = 0;
  for (let i = 0; i < count; i++) if (values[i]! > max) max = values[i]!;
  const width = bytesFor(max);
  sink.meta.u8(width);
  for (let plane = 0; plane < Math.min(width, 4); plane++) {
    const bytes = new Uint8Array(count);
    const shift = plane * 8;
    if (max <= 0xffffffff) for (let i = 0; i < count; i++) bytes[i] = values[i]! >>> shift;
    else for (let i = 0; i < count; i++) bytes[i] = (values[i]! % 0x100000000) >>> shift;
    sink.stream(bytes);
  }
  for (let plane = 4; plane < width; plane++) {
    const bytes = new Uint8Array(count);
    const shift = (plane - 4) * 8;
    for (let i = 0; i < count; i++) bytes[i] = Math.floor(values[i]! / 0x100000000) >>> shift;
    sink.stream(bytes);
  }
}

/** Reads back what `writeUnsigned` wrote; 32-bit values as Uint32Array, larger ones as Float64Array. */
export function readUnsigned(source: ColumnSource, count: number): Uint32Array | Float64Array {
  const width = source.meta.u8();
  if (width > 7) throw new MalformedBytesError(`integers of ${width} bytes`);
  const low = new Uint32Array(count);
  for (let plane = 0; plane < Math.min(width, 4); plane++) {
    const bytes = source.stream(count);
    const shift = plane * 8;
    if (plane === 0) low.set(bytes);
    else for (let i = 0; i < count; i++) low[i]! |= bytes[i]! << shift;
  }
  if (width <= 4) return low;
  const values = new Float64Array(low);
  for (let plane = 4; plane < width; plane++) {
    const bytes = source.stream(count);
    const scale = 2 ** (plane * 8);
    for (let i = 0; i < count; i++) values[i]! += bytes[i]! * scale;
  }
  return values;
}

function bytesFor(max: number): number {
  let width = 0;
  for (let rest = max; rest > 0; rest = Math.floor(rest / 256)) width++;
  return width;
}
