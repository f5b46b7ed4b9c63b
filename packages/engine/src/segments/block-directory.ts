import { ByteReader, MalformedBytesError } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';
import type { ColumnKey } from './block-parts.ts';
import { type BlockShape, readShapes, writeShapes } from './block-shape.ts';
import type { Frame, StreamPlace } from './frame-packer.ts';

/** A frame's place in the block, counted from the end of the directory. */
export interface FramePlace {
  readonly offset: number;
  readonly storedLength: number;
  readonly rawLength: number;
  readonly isCompressed: boolean;
  readonly checksum: number;
}

/** A column's own bytes and the places of its streams. */
export interface StoredColumn {
  readonly meta: Uint8Array;
  readonly streams: readonly StreamPlace[];
}

/** What a block says of itself: its frames, shapes and columns. The first column is the block's own: order and times. */
export interface BlockDirectory {
  readonly frames: readonly FramePlace[];
  readonly shapes: readonly BlockShape[];
  readonly keys: readonly ColumnKey[];
  readonly rows: StoredColumn;
  readonly columns: readonly StoredColumn[];
}

export function writeDirectory(
  frames: readonly Frame[],
  shapes: readonly BlockShape[],
  keys: readonly ColumnKey[],
  rows: StoredColumn,
  columns: readonly StoredColumn[],
): Uint8Array {
  const out = new ByteWriter(4096);
  out.varint(frames.length);
  for (const { isCompressed, rawLength, checksum, stored } of frames) {
    out
      .u8(isCompressed ? 1 : 0)
      .varint(rawLength)
      .varint(stored.length)
      .u32(checksum);
  }
  out.varint(keys.length);
  for (const { name, occurrence } of keys) out.string(name).varint(occurrence);
  writeShapes(out, shapes);
  writeStoredColumn(out, rows);
  for (const column of columns) writeStoredColumn(out, column);
  return out.toBytes();
}

/** Reads back what `writeDirectory` wrote. @throws MalformedBytesError */
export function readDirectory(bytes: Uint8Array): BlockDirectory {
  const source = new ByteReader(bytes);
  let offset = 0;
  const frames = Array.from({ length: source.count(7) }, (): FramePlace => {
    const isCompressed = source.u8() === 1;
    const rawLength = source.varint();
    const storedLength = source.varint();
    const place = { offset, storedLength, rawLength, isCompressed, checksum: source.u32() };
    offset += storedLength;
    return place;
  });
  const keys = Array.from({ length: source.count(2) }, () => ({ name: source.string(), occurrence: source.varint() }));
  const shapes = readShapes(source, keys.length);
  const rows = readStoredColumn(source, frames);
  const columns = keys.map(() => readStoredColumn(source, frames));
  return { frames, shapes, keys, rows, columns };
}

const CONSTANT = 0;

function writeStoredColumn(out: ByteWriter, column: StoredColumn): void {
  out.varint(column.meta.length).bytes(column.meta);
  out.varint(column.streams.length);
  for (const place of column.streams) {
    if (place.kind === 'constant') out.varint(CONSTANT).u8(place.byte).varint(place.length);
    else
      out
        .varint(place.frame + 1)
        .varint(place.offset)
        .varint(place.length);
  }
}

function readStoredColumn(source: ByteReader, frames: readonly FramePlace[]): StoredColumn {
  const meta = source.bytes(source.count());
  const streams = Array.from({ length: source.count(3) }, (): StreamPlace => {
    const head = source.varint();
    if (head === CONSTANT) return { kind: 'constant', byte: source.u8(), length: source.varint() };
    const frame = frames[head - 1];
    const offset = source.varint();
    const length = source.varint();
    if (frame === undefined || offset + length > frame.rawLength)
      throw new MalformedBytesError('a stream lies outside its frame');
    return { kind: 'frame', frame: head - 1, offset, length };
  });
  return { meta, streams };
}
