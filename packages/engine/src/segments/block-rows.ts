import { MalformedBytesError } from '../bytes/byte-reader.ts';
import type { ColumnSink, ColumnSource } from '../columns/column-streams.ts';
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

/** Times as distances from the one before, in time order, so that none is negative. */
export function writeBlockRows(sink: ColumnSink, parts: BlockParts): void {
  const { rowCount, timeMs } = parts;
  sink.meta.u8((parts.timeSubMs === null ? 0 : HAS_SUB_MS) | (parts.sequenceOffsets === null ? 0 : HAS_SEQUENCE));
  sink.meta.varint(parts.clusterCount).f64(timeMs[0]!);
  const steps = new Float64Array(rowCount);
  for (let i = 1; i < rowCount; i++) steps[i] = timeMs[i]! - timeMs[i - 1]!;
  writeUnsigned(sink, steps, rowCount);
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
  const timeMs = new Float64Array(readUnsigned(source, rowCount));
  if (rowCount > 0) timeMs[0]! += first;
  for (let i = 1; i < rowCount; i++) timeMs[i]! += timeMs[i - 1]!;
  const timeFormats = new Uint32Array(readUnsigned(source, rowCount));
  const clusters = new Uint32Array(readUnsigned(source, rowCount));
  const shapeCodes = new Uint32Array(readUnsigned(source, rowCount));
  if (clusterCount > rowCount + 1) throw new MalformedBytesError('a block has more clusters than rows');
  for (let i = 0; i < rowCount; i++) {
    if (clusters[i]! >= clusterCount) throw new MalformedBytesError('a row lies in an unknown cluster');
    if (shapeCodes[i]! >= shapeCount) throw new MalformedBytesError('a row has an unknown shape');
  }
  const timeSubMs = (flags & HAS_SUB_MS) === 0 ? null : new Uint32Array(readUnsigned(source, rowCount));
  const sequenceOffsets = (flags & HAS_SEQUENCE) === 0 ? null : offsetsOf(readUint32(source, rowCount));
  return { order: new RowOrder(clusters, clusterCount), timeMs, timeSubMs, timeFormats, sequenceOffsets, shapeCodes };
}

/** How far each sequence number is from the one after its predecessor, the sign in the lowest bit: rows come nearly in order. */
function sequenceSteps(offsets: Uint32Array): Uint32Array {
  const steps = new Uint32Array(offsets.length);
  let expected = 0;
  for (let i = 0; i < offsets.length; i++) {
    const step = offsets[i]! - expected;
    steps[i] = step < 0 ? -2 * step - 1 : 2 * step;
    expected = offsets[i]! + 1;
  }
  return steps;
}

/** @throws MalformedBytesError when an offset is negative, or above 32 bits */
function offsetsOf(steps: Uint32Array): Uint32Array {
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
