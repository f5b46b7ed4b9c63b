import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProtobufReader, WIRE } from './protobuf-reader.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

/** A text, or a message of such. */
type Tree = string | readonly Tree[];

const TEXT = 1;
const MESSAGE = 2;

function write(writer: ProtobufWriter, trees: readonly Tree[]): void {
  for (const tree of trees) {
    if (typeof tree === 'string') writer.bytes(TEXT, tree);
    else {
      writer.open(MESSAGE);
      write(writer, tree);
      writer.close();
    }
  }
}

function read(reader: ProtobufReader): Tree[] {
  const trees: Tree[] = [];
  while (reader.next()) {
    reader.require(WIRE.bytes);
    if (reader.field === TEXT) trees.push(Buffer.from(reader.bytes.subarray(reader.start, reader.end)).toString());
    else {
      const outer = reader.enter();
      trees.push(read(reader));
      reader.leave(outer);
    }
  }
  return trees;
}

const text = fc.oneof(
  fc.string(),
  fc.integer({ min: 100, max: 140 }).map((length) => 'é'.repeat(length)),
);
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof({ maxDepth: 6 }, text, fc.array(tie('tree'), { maxLength: 6 })),
}));

test('messages within messages of any length come out as they went in', () => {
  fc.assert(
    fc.property(fc.array(tree), (trees) => {
      const writer = new ProtobufWriter();
      write(writer, trees);
      expect(read(new ProtobufReader(writer.finish()))).toEqual(trees);
    }),
  );
});

test('numbers of every encoding', () => {
  const values = [0n, 1n, 127n, 128n, -1n, 2n ** 63n - 1n, -(2n ** 63n)];
  for (const value of values) {
    const bytes = new ProtobufWriter()
      .varint(3, value)
      .fixed64(4, value)
      .fixed32(5, 0xffff_fffe)
      .double(6, -1.5)
      .finish();
    const reader = new ProtobufReader(bytes);
    for (const field of [3, 4]) {
      expect(reader.next()).toBe(true);
      expect([reader.field, reader.int64()]).toEqual([field, value]);
    }
    expect([reader.next(), reader.low]).toEqual([true, 0xffff_fffe]);
    expect([reader.next(), reader.double()]).toEqual([true, -1.5]);
    expect(reader.next()).toBe(false);
  }
});
