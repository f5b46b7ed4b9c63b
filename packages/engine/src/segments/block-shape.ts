import type { ByteReader } from '../bytes/byte-reader.ts';
import { MalformedBytesError } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';
import { LEAF, type LeafType } from '../ingest/shape.ts';
import type { JsonType } from './block.ts';

/** A leaf of a row's JSON object: where it stands, its type, and the column of the block that holds its value (-1: none). */
export interface BlockLeaf {
  readonly path: readonly string[];
  readonly type: LeafType;
  readonly column: number;
}

/** The ordered leaves of a row, within one block. */
export interface BlockShape {
  readonly leaves: readonly BlockLeaf[];
  /** The leaf that is the entry's time, or -1. */
  readonly timeLeaf: number;
}

export const JSON_TYPES: Record<LeafType, JsonType> = {
  [LEAF.string]: 'string',
  [LEAF.number]: 'number',
  [LEAF.boolean]: 'boolean',
  [LEAF.null]: 'null',
  [LEAF.emptyString]: 'string',
  [LEAF.array]: 'array',
  [LEAF.emptyObject]: 'object',
  [LEAF.syslogLevel]: 'number',
  [LEAF.pinoLevel]: 'number',
};

/** Writes shapes with their keys once: a leaf is its type, its column and the numbers of its keys. */
export function writeShapes(out: ByteWriter, shapes: readonly BlockShape[]): void {
  const keys = new Map<string, number>();
  const body = new ByteWriter(1 << 12);
  body.varint(shapes.length);
  for (let i = 0; i < shapes.length; i++) {
    const { leaves, timeLeaf } = shapes[i]!;
    body.varint(leaves.length).varint(timeLeaf + 1);
    for (let leaf = 0; leaf < leaves.length; leaf++) writeLeaf(body, leaves[leaf]!, keys);
  }
  out.varint(keys.size);
  for (const key of keys.keys()) out.string(key);
  out.bytes(body.written());
}

function writeLeaf(out: ByteWriter, { path, type, column }: BlockLeaf, keys: Map<string, number>): void {
  // Most leaves stand at the top: their depth shares a byte with the type.
  out.u8(type | (Math.min(path.length - 1, 15) << 4));
  if (path.length > 15) out.varint(path.length);
  for (let i = 0; i < path.length; i++) {
    let number = keys.get(path[i]!);
    if (number === undefined) {
      number = keys.size;
      keys.set(path[i]!, number);
    }
    out.varint(number);
  }
  out.varint(column + 1);
}

/** Reads back what `writeShapes` wrote. @throws MalformedBytesError */
export function readShapes(source: ByteReader, columnCount: number): BlockShape[] {
  const keys = Array.from({ length: source.count() }, () => source.string());
  return Array.from({ length: source.count() }, () => readShape(source, keys, columnCount));
}

function readShape(source: ByteReader, keys: readonly string[], columnCount: number): BlockShape {
  const leafCount = source.count();
  const timeLeaf = source.varint() - 1;
  if (timeLeaf >= leafCount) throw new MalformedBytesError('the time of a shape is none of its leaves');
  const leaves = Array.from({ length: leafCount }, (): BlockLeaf => {
    const head = source.u8();
    const type = (head & 15) as LeafType;
    if (JSON_TYPES[type] === undefined) throw new MalformedBytesError(`a leaf has the unknown type ${type}`);
    const depth = head >>> 4 === 15 ? source.count() : (head >>> 4) + 1;
    const path = Array.from({ length: depth }, () => {
      const key = keys[source.varint()];
      if (key === undefined) throw new MalformedBytesError('a leaf has an unknown key');
      return key;
    });
    const column = source.varint() - 1;
    if (column >= columnCount) throw new MalformedBytesError('a leaf has an unknown column');
    return { path, type, column };
  });
  return { leaves, timeLeaf };
}
