import { MalformedBytesError } from '../bytes/byte-reader.ts';
import type { ColumnSink, ColumnSource } from './column-streams.ts';
import { scratchFloats } from './scratch-floats.ts';
import { readUnsigned, writeUnsigned } from './unsigned-stream.ts';

/** Writes safe integers as the smallest of them and their distances from it (frame of reference). */
export function writeDistances(sink: ColumnSink, values: Float64Array): void {
  const min = minOf(values);
  sink.meta.f64(min);
  const distances = scratchFloats(values.length);
  subtract(values, min, distances);
  writeUnsigned(sink, distances, values.length);
}

function minOf(values: Float64Array): number {
  let min = values[0] ?? 0;
  for (let i = 0; i < values.length; i++) if (values[i]! < min) min = values[i]!;
  return min;
}

function subtract(values: Float64Array, amount: number, target: Float64Array): void {
  for (let i = 0; i < values.length; i++) target[i] = values[i]! - amount;
}

/** Reads back what `writeDistances` wrote. @throws MalformedBytesError */
export function readDistances(source: ColumnSource, count: number): Float64Array {
  const min = source.meta.f64();
  if (!Number.isSafeInteger(min))
    throw new MalformedBytesError('the smallest of a column of integers is not an integer');
  const values = new Float64Array(readUnsigned(source, count));
  if (min !== 0) for (let i = 0; i < values.length; i++) values[i]! += min;
  return values;
}
