import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonLineWriter } from './json-line-writer.ts';

/** What a value is written as. */
function written(write: (writer: JsonLineWriter) => void): string {
  const writer = new JsonLineWriter(1);
  write(writer);
  return Buffer.from(writer.take()).toString();
}

describe('values are what JSON has for', () => {
  test('texts', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }).map((one) => one.toWellFormed()),
      fc.string({ unit: 'grapheme' }),
    );
    fc.assert(
      fc.property(text, (one) => {
        const bytes = Buffer.from(`.${one}.`);
        expect(JSON.parse(written((writer) => writer.text(bytes, 1, bytes.length - 1)))).toBe(one);
        expect(written((writer) => writer.string(one))).toBe(JSON.stringify(one));
      }),
    );
    expect(written((writer) => writer.string('\ud800'))).toBe('"\ufffd"');
  });

  test('numbers', () => {
    const decimal = fc
      .tuple(fc.integer(), fc.integer({ min: 0, max: 4 }))
      .map(([digits, places]) => digits / 10 ** places);
    fc.assert(
      fc.property(fc.oneof(decimal, fc.double({ noNaN: true, noDefaultInfinity: true })), (one) => {
        expect(written((writer) => writer.number(one))).toBe(Object.is(one, -0) ? '-0' : String(one));
      }),
      { numRuns: 1000 },
    );
    fc.assert(
      fc.property(fc.integer(), (one) => {
        expect(written((writer) => writer.integer(one))).toBe(String(one));
      }),
    );
    expect(written((writer) => writer.number(Number.NaN))).toBe('"NaN"');
  });

  test('times', () => {
    const seconds = fc.integer({ min: -62_167_219_200, max: 253_402_300_799 });
    fc.assert(
      fc.property(fc.array(fc.tuple(seconds, fc.nat(999_999_999)), { minLength: 1 }), (times) => {
        const writer = new JsonLineWriter();
        for (const [second, nanos] of times) {
          writer.time(second, nanos);
          const text = JSON.parse(Buffer.from(writer.take()).toString()) as string;
          expect(text).toMatch(/^.{19}\.(\d{3}){1,3}Z$/);
          expect(Date.parse(`${text.slice(0, 19)}Z`) / 1000).toBe(second);
          expect(Number(text.slice(20, -1).padEnd(9, '0'))).toBe(nanos);
        }
      }),
    );
    expect(() => new JsonLineWriter().time(253_402_300_800, 0)).toThrow('years 0000 to 9999');
  });
});

test('members have commas between them, also after what was taken back', () => {
  const writer = new JsonLineWriter(1);
  writer.open();
  writer.members(Buffer.from(''));
  writer.nameOfString('a');
  writer.integer(1);
  writer.members(Buffer.from('"b":2,"c":3'));
  writer.nameOfBytes(Buffer.from('"d"'), 0, 3);
  writer.openList();
  for (const value of [1, -2]) {
    writer.item();
    writer.integer(value);
  }
  writer.closeList();
  writer.nameOfString('e');
  writer.open();
  writer.close();
  writer.endLine();
  const { length } = writer;
  writer.open();
  writer.nameOfString('gone');
  writer.truncate(length);
  writer.open();
  writer.endLine();
  expect(Buffer.from(writer.take()).toString()).toBe('{"a":1,"b":2,"c":3,"\\"d\\"":[1,-2],"e":{}}\n{}\n');
});
