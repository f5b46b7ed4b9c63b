import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader, MalformedBytesError } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { anyTexts } from './code-points.test-support.ts';

/** One item of a stream: how it is written, and read back. */
interface Item {
  readonly write: (writer: ByteWriter) => void;
  readonly read: (reader: ByteReader) => unknown;
  readonly expected: unknown;
}

const item = <T>(
  values: fc.Arbitrary<T>,
  write: (writer: ByteWriter, value: T) => void,
  read: (reader: ByteReader, value: T) => unknown,
  expected: (value: T) => unknown = (value) => value,
): fc.Arbitrary<Item> =>
  values.map((value) => ({
    write: (writer) => write(writer, value),
    read: (reader) => read(reader, value),
    expected: expected(value),
  }));

const safeIntegers = fc.oneof(
  fc.nat(),
  fc.maxSafeNat(),
  fc.constantFrom(0, 127, 128, 16383, 16384, 2 ** 32 - 1, 2 ** 32, 2 ** 49 - 1, 2 ** 49, Number.MAX_SAFE_INTEGER),
);
const byteArrays = fc.uint8Array({ maxLength: 200 });

const items: fc.Arbitrary<Item> = fc.oneof(
  item(
    fc.nat(255),
    (w, v) => w.u8(v),
    (r) => r.u8(),
  ),
  item(
    fc.nat(65535),
    (w, v) => w.u16(v),
    (r) => r.u16(),
  ),
  item(
    fc.nat(2 ** 31).map((n) => n * 2 - (n > 0 ? 1 : 0)),
    (w, v) => w.u32(v),
    (r) => r.u32(),
  ),
  item(
    fc.double(),
    (w, v) => w.f64(v),
    (r) => r.f64(),
  ),
  item(
    safeIntegers,
    (w, v) => w.varint(v),
    (r) => r.varint(),
  ),
  item(
    byteArrays,
    (w, v) => w.bytes(v),
    (r, v) => [...r.bytes(v.length)],
    (v) => [...v],
  ),
  item(
    byteArrays,
    (w, v) => w.slice(v, v.length >> 2, v.length),
    (r, v) => [...r.bytes(v.length - (v.length >> 2))],
    (v) => [...v.subarray(v.length >> 2)],
  ),
  // Half a surrogate pair has no UTF-8.
  item(
    anyTexts,
    (w, v) => w.string(v),
    (r) => r.string(),
    (v) => v.toWellFormed(),
  ),
);

function write(list: readonly Item[], capacity: number): ByteWriter {
  const writer = new ByteWriter(capacity);
  for (const each of list) each.write(writer);
  return writer;
}

describe('ByteWriter and ByteReader', () => {
  it('read back what was written', () => {
    fc.assert(
      fc.property(fc.array(items, { maxLength: 30 }), fc.nat(40), fc.nat(5), (list, capacity, before) => {
        const writer = write(list, capacity);
        expect(writer.written()).toEqual(writer.toBytes());
        // The reader looks at a part of a larger buffer, as it does in a file.
        const padded = new Uint8Array(before + writer.length + 3).fill(0xee);
        padded.set(writer.written(), before);
        const reader = new ByteReader(padded.subarray(before, before + writer.length));
        for (const each of list) expect(each.read(reader)).toEqual(each.expected);
        expect(reader.offset).toBe(writer.length);
        expect(reader.remaining).toBe(0);
        expect(() => reader.u8()).toThrow(MalformedBytesError);
      }),
    );
  });

  it('read a truncated stream up to its end and not beyond', () => {
    fc.assert(
      fc.property(fc.array(items, { minLength: 1, maxLength: 10 }), fc.nat(), (list, at) => {
        const whole = write(list, 16).toBytes();
        fc.pre(whole.length > 0);
        const cut = at % whole.length;
        const reader = new ByteReader(whole.subarray(0, cut));
        const readAll = (): void => {
          for (const each of list) expect(each.read(reader)).toEqual(each.expected);
        };
        expect(readAll).toThrow(MalformedBytesError);
        expect(reader.offset).toBeLessThanOrEqual(cut);
      }),
    );
  });

  it('read any bytes as something or as malformed', () => {
    const reads = fc.constantFrom<(reader: ByteReader) => unknown>(
      (r) => r.u8(),
      (r) => r.u16(),
      (r) => r.u32(),
      (r) => r.f64(),
      (r) => r.varint(),
      (r) => r.count(),
      (r) => r.count(8),
      (r) => r.bytes(3),
      (r) => r.string(),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.array(reads, { minLength: 1, maxLength: 20 }), (bytes, list) => {
        const reader = new ByteReader(bytes);
        try {
          for (const read of list) read(reader);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedBytesError);
        }
        expect(reader.offset).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('start at an offset', () => {
    const bytes = new ByteWriter().u8(1).u16(515).toBytes();
    expect(new ByteReader(bytes, 1).u16()).toBe(515);
    expect(() => new ByteReader(bytes, 3).u8()).toThrow(MalformedBytesError);
    expect(() => new ByteReader(bytes, 9).u8()).toThrow(MalformedBytesError);
  });
});

describe('ByteWriter', () => {
  it('patches and clears', () => {
    const writer = new ByteWriter(1).u8(7).u32(0).u8(9);
    writer.patchU32(1, 0xfffffffe);
    expect([...writer.toBytes()]).toEqual([7, 0xfe, 0xff, 0xff, 0xff, 9]);
    writer.clear();
    expect(writer.length).toBe(0);
    expect([...writer.u16(258).written()]).toEqual([2, 1]);
  });
});

describe('ByteReader', () => {
  it.each([
    ['a variable-length integer that does not end', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]],
    ['a variable-length integer beyond 53 bits', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x1f]],
  ])('refuses %s', (_, bytes) => {
    expect(() => new ByteReader(Uint8Array.from(bytes)).varint()).toThrow(MalformedBytesError);
  });

  it('refuses a count of more items than bytes follow', () => {
    const bytes = new ByteWriter().varint(3).bytes(new Uint8Array(11)).toBytes();
    expect(() => new ByteReader(bytes).count(4)).toThrow(MalformedBytesError);
    expect(new ByteReader(bytes).count(3)).toBe(3);
  });

  it('keeps a byte order mark at the start of a text', () => {
    const bytes = new ByteWriter().string('\ufeffx').toBytes();
    expect(new ByteReader(bytes).string()).toBe('\ufeffx');
  });
});
