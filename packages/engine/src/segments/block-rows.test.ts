import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteReader, MalformedBytesError } from '../bytes/byte-reader.ts';
import { ColumnSink, ColumnSource } from '../columns/column-streams.ts';
import type { BlockParts } from './block-parts.ts';
import { type BlockRows, readBlockRows, writeBlockRows } from './block-rows.ts';
import { RowOrder } from './row-order.ts';

interface Rows {
  readonly times: readonly number[];
  readonly subMs?: readonly number[];
  readonly clusters?: readonly number[];
  readonly offsets?: readonly number[];
}

function roundTrip({ times, subMs, clusters = times.map(() => 0), offsets }: Rows): {
  parts: BlockParts;
  read: BlockRows;
} {
  const clusterCount = Math.max(...clusters) + 1;
  const parts: BlockParts = {
    rowCount: times.length,
    order: new RowOrder(Uint32Array.from(clusters), clusterCount),
    clusterCount,
    timeMs: Float64Array.from(times).sort(),
    timeSubMs: subMs === undefined ? null : Uint32Array.from(subMs),
    timeFormats: Uint32Array.from(times, (_, i) => (i % 3) * 1_000_000_000),
    firstSequence: 5,
    sequenceOffsets: offsets === undefined ? null : Uint32Array.from(offsets),
    shapes: [{ leaves: [], timeLeaf: -1 }],
    shapeCodes: new Uint32Array(times.length),
    keys: [],
    columns: [],
  };
  const sink = new ColumnSink();
  writeBlockRows(sink, parts);
  return { parts, read: readBlockRows(new ColumnSource(sink.meta.toBytes(), sink.streams), parts.rowCount, 1) };
}

function expectRoundTrip(rows: Rows): void {
  const { parts, read } = roundTrip(rows);
  const { order, timeMs, timeSubMs, timeFormats, sequenceOffsets, shapeCodes } = parts;
  expect(read).toEqual({ order, timeMs, timeSubMs, timeFormats, sequenceOffsets, shapeCodes });
}

const LIMIT_MS = 8.64e15;

describe('order, times and sequence numbers', () => {
  test('come back', () => {
    const time = fc.oneof(
      fc.integer({ min: 1_700_000_000_000, max: 1_700_000_000_100 }),
      fc.integer({ min: -LIMIT_MS, max: LIMIT_MS }),
      fc.constantFrom(-LIMIT_MS, LIMIT_MS, LIMIT_MS - 1, 0, -1),
    );
    const row = fc.record({
      time,
      subMs: fc.integer({ min: 0, max: 999_999 }),
      cluster: fc.nat(3),
      offset: fc.oneof(fc.nat(50), fc.integer({ min: 0, max: 2 ** 32 - 1 })),
    });
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 40 }),
        fc.boolean(),
        fc.boolean(),
        (rows, hasSubMs, hasOffsets) => {
          expectRoundTrip({
            times: rows.map((each) => each.time),
            ...(hasSubMs ? { subMs: rows.map((each) => each.subMs) } : {}),
            clusters: rows.map((each) => each.cluster % rows.length),
            ...(hasOffsets ? { offsets: rows.map((each) => each.offset) } : {}),
          });
        },
      ),
    );
  });

  test.each([
    ['the whole range of times', [-LIMIT_MS, LIMIT_MS]],
    ['odd distances beyond 2^53', [-LIMIT_MS, LIMIT_MS - 1]],
    ['odd distances beyond 2^53 before a time', [1 - LIMIT_MS, 999, LIMIT_MS - 1]],
    ['2^53 - 1', [0, Number.MAX_SAFE_INTEGER - LIMIT_MS, -Number.MAX_SAFE_INTEGER + LIMIT_MS]],
  ])('come back over %s', (_, times) => {
    expectRoundTrip({ times });
  });

  test('come back where sequence numbers lie 2^32 apart', () => {
    expectRoundTrip({ times: [1, 2, 3, 4], offsets: [0, 2 ** 32 - 1, 0, 2 ** 31] });
  });
});

test('bytes that are no rows are refused', () => {
  const sink = new ColumnSink();
  writeBlockRows(sink, roundTrip({ times: [1, 2, 300], clusters: [0, 1, 1], offsets: [2, 0, 1] }).parts);
  const meta = sink.meta.toBytes();
  const read = (bytes: Uint8Array, streams: readonly Uint8Array[], shapeCount = 1): BlockRows =>
    readBlockRows(new ColumnSource(bytes, streams), 3, shapeCount);
  expect(read(meta, sink.streams).timeMs).toEqual(Float64Array.of(1, 2, 300));
  expect(() => read(meta, sink.streams, 0)).toThrow('a row has an unknown shape');
  expect(() => read(meta, sink.streams.slice(0, -1))).toThrow(MalformedBytesError);
  for (let length = 0; length < meta.length; length++) {
    expect(() => read(meta.subarray(0, length), sink.streams)).toThrow(MalformedBytesError);
  }
  const clusterCountAt = 1;
  expect(new ByteReader(meta, clusterCountAt).varint()).toBe(2);
  const fewer = meta.slice();
  fewer[clusterCountAt] = 1;
  expect(() => read(fewer, sink.streams)).toThrow('a row lies in an unknown cluster');
  const more = meta.slice();
  more[clusterCountAt] = 100;
  expect(() => read(more, sink.streams)).toThrow('a block has more clusters than rows');
});
