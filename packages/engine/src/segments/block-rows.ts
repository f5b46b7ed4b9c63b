import { MalformedBytesError } from '../bytes/byte-reader.ts';
import type { ColumnSink, ColumnSource } from '../columns/column-streams.ts';
import { scratchFloats } from '../columns/scratch-floats.ts';
import { readUint32, readUnsigned, writeUnsigned } from '../columns/unsigned-stream.ts';
import type { BlockParts } from './block-parts.ts';
import { RowOrder } from './row-order.ts';

/** Order, times, sequence numbers and shapes of a block's rows: what every row has, whatever its fields. */
export interface BlockRows {
  readonly order: RowOrder;
  readonly timeMs: Float64Array;
  readonly timeSubMs: Uint32Array | null;
  readonly timeFormats: Uint32Array;
  readonly sequenceOffsets: Uint32Array | null;
  readonly shapeCodes: Uint32Array;
}

const HAS_SUB_MS = 1;
const HAS_SEQUENCE = 2;
/** The times are further apart than 2^53 ms. */
const IS_WIDE = 4;

/** Times as distances from the one before, in time order, so that none is negative. */
export function writeBlockRows(sink: ColumnSink, parts: BlockParts): void {
  const { rowCount, timeMs } = parts;
  const isWide = timeMs[rowCount - 1]! - timeMs[0]! > Number.MAX_SAFE_INTEGER;
  const optional = (parts.timeSubMs === null ? 0 : HAS_SUB_MS) | (parts.sequenceOffsets === null ? 0 : HAS_SEQUENCE);
  sink.meta.u8(optional | (isWide ? IS_WIDE : 0));
  sink.meta.varint(parts.clusterCount).f64(timeMs[0]!);
  if (isWide) writeWideTimes(sink, timeMs);
  else writeUnsigned(sink, stepsOf(timeMs), rowCount);
  writeUnsigned(sink, parts.timeFormats, rowCount);
  writeUnsigned(sink, parts.order.clusters, rowCount);
  writeUnsigned(sink, parts.shapeCodes, rowCount);
  if (parts.timeSubMs !== null) writeUnsigned(sink, parts.timeSubMs, rowCount);
  if (parts.sequenceOffsets !== null) writeUnsigned(sink, sequenceSteps(parts.sequenceOffsets), rowCount);
}

/** Reads back what `writeBlockRows` wrote. @throws MalformedBytesError */
export function readBlockRows(source: ColumnSource, rowCount: number, shapeCount: number): BlockRows {
  const flags = source.meta.u8();
  const clusterCount = source.meta.varint();
  const first = source.meta.f64();
  const timeMs = (flags & IS_WIDE) === 0 ? readSteps(source, rowCount, first) : readWideTimes(source, rowCount, first);
  const timeFormats = readUint32(source, rowCount);
  const clusters = readUint32(source, rowCount);
  const shapeCodes = readUint32(source, rowCount);
  if (clusterCount > rowCount + 1) throw new MalformedBytesError('a block has more clusters than rows');
  for (let i = 0; i < rowCount; i++) {
    if (clusters[i]! >= clusterCount) throw new MalformedBytesError('a row lies in an unknown cluster');
    if (shapeCodes[i]! >= shapeCount) throw new MalformedBytesError('a row has an unknown shape');
  }
  const timeSubMs = (flags & HAS_SUB_MS) === 0 ? null : readUint32(source, rowCount);
  const sequenceOffsets = (flags & HAS_SEQUENCE) === 0 ? null : offsetsOf(readUnsigned(source, rowCount));
  return { order: new RowOrder(clusters, clusterCount), timeMs, timeSubMs, timeFormats, sequenceOffsets, shapeCodes };
}

/** The distance of each value from the one before; 0 for the first. Scratch memory. */
function stepsOf(values: Float64Array): Float64Array {
  const steps = scratchFloats(values.length);
  steps[0] = 0;
  for (let i = 1; i < values.length; i++) steps[i] = values[i]! - values[i - 1]!;
  return steps;
}

function readSteps(source: ColumnSource, count: number, first: number): Float64Array {
  const values = new Float64Array(readUnsigned(source, count));
  if (count > 0) values[0]! += first;
  for (let i = 1; i < count; i++) values[i]! += values[i - 1]!;
  return values;
}

/** Steps of whole seconds, and the milliseconds within. */
function writeWideTimes(sink: ColumnSink, timeMs: Float64Array): void {
  const seconds = timeMs.map((ms) => Math.floor(ms / 1000));
  writeUnsigned(sink, stepsOf(seconds), timeMs.length);
  writeUnsigned(
    sink,
    timeMs.map((ms, i) => ms - seconds[i]! * 1000),
    timeMs.length,
  );
}

function readWideTimes(source: ColumnSource, count: number, firstMs: number): Float64Array {
  const seconds = readSteps(source, count, Math.floor(firstMs / 1000));
  const withinMs = readUint32(source, count);
  return seconds.map((second, i) => second * 1000 + withinMs[i]!);
}

/** How far each sequence number is from the one after its predecessor, the sign in the lowest bit: rows come nearly in order. Scratch memory. */
function sequenceSteps(offsets: Uint32Array): Float64Array {
  // A step has a bit more than an offset.
  const steps = scratchFloats(offsets.length);
  let expected = 0;
  for (let i = 0; i < offsets.length; i++) {
    const step = offsets[i]! - expected;
    steps[i] = step < 0 ? -2 * step - 1 : 2 * step;
    expected = offsets[i]! + 1;
  }
  return steps;
}

/** @throws MalformedBytesError when an offset is negative, or above 32 bits */
function offsetsOf(steps: Uint32Array | Float64Array): Uint32Array {
  const offsets = new Uint32Array(steps.length);
  let expected = 0;
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i]!;
    const offset = expected + ((step & 1) === 0 ? step / 2 : -(step + 1) / 2);
    if (offset < 0 || offset > 0xffffffff) throw new MalformedBytesError('a sequence number is out of range');
    offsets[i] = offset;
    expected = offset + 1;
  }
  return offsets;
}
