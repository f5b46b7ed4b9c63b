import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedBytesError } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';
import { byteRangesOf } from './byte-ranges.ts';
import { CaseMaker, caseSeeds } from './column-cases.test-support.ts';
import { readColumn, writeColumn } from './column-codec.ts';
import { ColumnSink, ColumnSource } from './column-streams.ts';
import { encodeColumn } from './encode-column.ts';
import { logTexts, VARIABLES, variableTexts } from './log-texts.test-support.ts';
import { RowIndex } from './row-index.ts';
import { TemplateColumn } from './template-column.ts';
import { tokenizeTemplates } from './template-tokenizer.ts';
import { TextColumn } from './text-column.ts';
import { writeTexts } from './text-list.ts';
import { writeUnsigned } from './unsigned-stream.ts';
import type { ValueColumn } from './value-column.ts';
import { ByteValues } from './value-list.ts';

interface Stored {
  meta: Uint8Array;
  streams: Uint8Array[];
}

function store(column: ValueColumn): Stored {
  const sink = new ColumnSink();
  writeColumn(sink, column);
  return { meta: sink.meta.toBytes(), streams: sink.streams.map((stream) => Uint8Array.from(stream)) };
}

const load = (rows: RowIndex, { meta, streams }: Stored): ValueColumn =>
  readColumn(rows, new ColumnSource(meta, streams));

/** Uses all that a column can do; what it answers does not matter. */
function use(column: ValueColumn, make: CaseMaker, texts: readonly string[]): void {
  for (let index = 0; index < column.rows.count; index++) expect(typeof column.valueText(index)).toBe('string');
  column.numbers();
  column.dictionary();
  for (let i = 0; i < 4; i++) column.narrow(make.predicate(texts), make.selection(column.rows.rowCount));
  writeColumn(new ColumnSink(), column);
}

/** Reads and uses a damaged column: it may be refused, but in no other way than by this error. */
function tryDamaged(rows: RowIndex, stored: Stored, make: CaseMaker, texts: readonly string[]): boolean {
  let column: ValueColumn;
  try {
    column = load(rows, stored);
  } catch (error) {
    if (!(error instanceof MalformedBytesError)) throw error;
    return false;
  }
  use(column, make, texts);
  return true;
}

/** Flips bits, writes extreme bytes, cuts, extends or drops: one to three times. */
function damage(stored: Stored, make: CaseMaker): void {
  for (let times = 1 + make.below(3); times > 0; times--) {
    const inMeta = stored.streams.length === 0 || make.chance(0.4);
    const at = make.below(stored.streams.length);
    const bytes = inMeta ? stored.meta : stored.streams[at]!;
    let changed = Uint8Array.from(bytes);
    const kind = make.below(10);
    if (kind < 7 && changed.length > 0) {
      const position = make.below(changed.length);
      changed[position] =
        kind < 4 ? changed[position]! ^ (1 << make.below(8)) : make.pick([0, 1, 7, 0x7f, 0x80, 0xc4, 0xf0, 0xff]);
    } else if (kind === 7) changed = changed.slice(0, make.below(changed.length));
    else if (kind === 8)
      changed = Uint8Array.from([...changed, ...Array.from({ length: 1 + make.below(9) }, () => make.below(256))]);
    else if (!inMeta) {
      stored.streams.splice(at, 1);
      continue;
    }
    if (inMeta) stored.meta = changed;
    else stored.streams[at] = changed;
  }
}

const columns = fc
  .tuple(
    fc.oneof(logTexts, logTexts, ...Object.values(VARIABLES).map((make) => variableTexts(make))),
    fc.constantFrom('chosen', 'chosen', 'template', 'text'),
    caseSeeds,
  )
  .map(([texts, encoding, seed]) => {
    const make = new CaseMaker(seed);
    const rows = make.rows(texts.length);
    const ranges = byteRangesOf(texts);
    if (encoding === 'chosen') return { texts, rows, make, column: encodeColumn(rows, ranges) };
    if (encoding === 'text') return { texts, rows, make, column: TextColumn.build(rows, ranges) };
    const order = Uint32Array.from(texts.keys());
    return { texts, rows, make, column: TemplateColumn.build(rows, tokenizeTemplates(ranges)!, order) };
  });

describe('a damaged column', () => {
  it('is read as a column or refused as malformed', () => {
    let refused = 0;
    let accepted = 0;
    fc.assert(
      fc.property(columns, ({ texts, rows, make, column }) => {
        for (let i = 0; i < 12; i++) {
          const stored = store(column);
          damage(stored, make);
          if (tryDamaged(rows, stored, make, texts)) accepted++;
          else refused++;
        }
      }),
      { numRuns: 1000 },
    );
    expect(refused).toBeGreaterThan(0);
    expect(accepted).toBeGreaterThan(0);
  });

  it('is so with every bit of its meta flipped and at every length of it', () => {
    const texts = Array.from(
      { length: 40 },
      (_, i) => `job a${i % 3} x${i * i} took ${i}ms at 0x${(i * 7919 + 65536).toString(16)} é${i}`,
    );
    const rows = RowIndex.dense(texts.length);
    const make = new CaseMaker(1);
    const stored = store(encodeColumn(rows, byteRangesOf(texts)));
    for (let at = 0; at < stored.meta.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const meta = Uint8Array.from(stored.meta);
        meta[at]! ^= 1 << bit;
        tryDamaged(rows, { ...stored, meta }, make, texts);
      }
      expect(tryDamaged(rows, { ...stored, meta: stored.meta.slice(0, at) }, make, texts)).toBe(false);
    }
  });

  it('is refused when any of its streams is missing, cut or longer', () => {
    fc.assert(
      fc.property(columns, ({ rows, column }) => {
        const stored = store(column);
        stored.streams.forEach((stream, at) => {
          const wrong = [[], [new Uint8Array(stream.length + 1)], ...(stream.length > 0 ? [[stream.slice(1)]] : [])];
          for (const replacement of wrong) {
            const streams = stored.streams.toSpliced(at, 1, ...replacement);
            expect(() => load(rows, { meta: stored.meta, streams })).toThrow(MalformedBytesError);
          }
        });
      }),
      { numRuns: 60 },
    );
  });
});

const HUGE = [2 ** 31, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER];
const meta = (): ByteWriter => new ByteWriter();
const NO_BYTES = new Uint8Array();

describe('a count that nothing bounds is refused before memory is taken for it:', () => {
  const rows = RowIndex.dense(2);
  const cases: [string, (count: number) => Stored][] = [
    ['the length of a constant', (count) => ({ meta: meta().u8(1).varint(count).toBytes(), streams: [] })],
    [
      'values of a dictionary',
      (count) => ({ meta: meta().u8(2).u8(0).varint(count).u8(8).u8(0).toBytes(), streams: [NO_BYTES] }),
    ],
    [
      'bytes of a hexadecimal value',
      (count) => ({ meta: meta().u8(6).varint(count).u8(0).toBytes(), streams: [NO_BYTES] }),
    ],
    ['templates', (count) => ({ meta: meta().u8(7).varint(count).u8(0).u8(0).toBytes(), streams: [NO_BYTES] })],
    [
      // One template without variables; its slots, integers, hexadecimals and codes are empty.
      'words of variables',
      (count) => ({
        meta: meta().u8(7).varint(1).u8(1).u8(1).u8(1).u8(0).u8(0).u8(0).u8(0).varint(count).u8(0).u8(0).toBytes(),
        streams: [Uint8Array.of(1), Uint8Array.of(97), Uint8Array.of(2), NO_BYTES, NO_BYTES, NO_BYTES, NO_BYTES],
      }),
    ],
  ];
  it.each(cases)('%s', (_, make) => {
    for (const count of HUGE) expect(() => load(rows, make(count))).toThrow(MalformedBytesError);
  });

  it('variables times rows', () => {
    const many = RowIndex.dense(1 << 20);
    for (const kind of [1, 2, 3, 6, 7]) {
      // One template of 2^16 variables, each of a value a row: 2^36 values in no bytes at all.
      const template = new Uint8Array(1 << 16).fill(0xff);
      const bytes = meta().u8(7).varint(1).u8(1).u8(3).u8(3);
      for (let i = 0; i < 4; i++) bytes.u8(0);
      bytes.varint(0).u8(0).u8(0);
      const streams = [
        ...[Uint8Array.of(0), Uint8Array.of(0), Uint8Array.of(1), template],
        ...[Uint8Array.of(0), Uint8Array.of(0), Uint8Array.of(16), new Uint8Array(template.length).fill(kind)],
        ...[NO_BYTES, NO_BYTES, NO_BYTES],
      ];
      expect(() => load(many, { meta: bytes.toBytes(), streams })).toThrow(MalformedBytesError);
    }
  });
});

it('a dictionary in a dictionary is refused, however deep', () => {
  const deep = new ByteWriter();
  for (let i = 0; i < 100_000; i++) deep.u8(2).u8(0).varint(1);
  expect(() => load(RowIndex.dense(1), { meta: deep.toBytes(), streams: [] })).toThrow(MalformedBytesError);
});

describe('a value that its kind cannot have is refused:', () => {
  const refuse = (rows: number, write: (sink: ColumnSink) => void): void => {
    const sink = new ColumnSink();
    write(sink);
    const stored = { meta: sink.meta.toBytes(), streams: sink.streams };
    expect(() => load(RowIndex.dense(rows), stored)).toThrow(MalformedBytesError);
  };

  it('an integer beyond 53 bits', () => {
    refuse(1, (sink) => {
      sink.meta.u8(3).f64(0).u8(7);
      for (let plane = 0; plane < 7; plane++) sink.stream(Uint8Array.of(255));
    });
  });

  it.each([Number.NaN, Number.NEGATIVE_INFINITY, 0.5, 2 ** 60])('an integer of %d as the smallest', (min) => {
    refuse(1, (sink) => sink.meta.u8(3).f64(min).u8(0));
    refuse(1, (sink) => sink.meta.u8(4).u8(2).u8(0).f64(min).u8(0));
  });

  it('a decimal fraction of too many digits', () => {
    refuse(1, (sink) => sink.meta.u8(4).u8(16).u8(0).f64(0).u8(0));
  });

  it('an address beyond 32 bits', () => {
    refuse(1, (sink) => {
      sink.meta.u8(5);
      writeUnsigned(sink, Float64Array.of(2 ** 32 + 1), 1);
    });
  });

  it.each([
    [0, false],
    [3, false],
    [257, false],
    [8, true],
  ])('hexadecimals of %d bytes (UUIDs: %j)', (width, isUuid) => {
    refuse(2, (sink) => {
      sink.meta
        .u8(6)
        .varint(width)
        .u8(isUuid ? 1 : 0);
      sink.stream(new Uint8Array(2 * width));
    });
  });

  /** Two rows of one template with one variable; all streams are as they must be for its kind. */
  const writeSlot = (sink: ColumnSink, kind: number, param: number, code: number): void => {
    const words = byteRangesOf(['a1', 'b2']);
    const pick = <T>(kinds: number[], values: T[]): T[] => (kinds.includes(kind) ? values : []);
    sink.meta.u8(7).varint(1).u8(1);
    writeTexts(sink, new ByteValues(Uint8Array.of(110, 32, 0xff), Uint32Array.of(0, 3)));
    writeUnsigned(sink, Uint32Array.of(2), 1);
    sink.stream(Uint8Array.of(kind));
    writeUnsigned(sink, Uint32Array.of(param), 1);
    writeUnsigned(sink, Uint32Array.from(pick([1, 2], [7, 8])), pick([1, 2], [7, 8]).length);
    writeUnsigned(sink, Uint32Array.from(pick([3], [7, 8])), pick([3], [7, 8]).length);
    sink.meta.varint(0);
    sink.stream(new Uint8Array(pick([4, 5], [0]).length * 2 * param));
    writeUnsigned(sink, Uint32Array.from(pick([6], [0, code])), pick([6], [0, code]).length);
    sink.meta.varint(2);
    const list = new ByteValues(words.bytes, Uint32Array.of(0, 2, 4));
    writeTexts(sink, list);
    writeTexts(sink, kind >= 7 ? list : new ByteValues(NO_BYTES, Uint32Array.of(0)));
  };

  // The parameter of a constant slot is its code plus one.
  const valid = [
    [0, 2, 0],
    [1, 0, 0],
    [2, 9, 0],
    [3, 0, 0],
    [4, 256, 0],
    [5, 3, 0],
    [6, 0, 1],
    [7, 0, 0],
  ] as const;
  it.each(valid)('(variables of kind %d are not, with %d and %d)', (kind, param, code) => {
    const sink = new ColumnSink();
    writeSlot(sink, kind, param, code);
    const rows = RowIndex.dense(2);
    expect(
      tryDamaged(rows, { meta: sink.meta.toBytes(), streams: sink.streams }, new CaseMaker(kind), ['n a1', 'n 7']),
    ).toBe(true);
  });

  it.each([
    [0, 3, 0],
    [2, 10, 0],
    [2, 2 ** 32 - 1, 0],
    [4, 257, 0],
    [5, 257, 0],
    [6, 0, 2],
    [8, 0, 0],
    [255, 0, 0],
  ])('a variable of kind %d with %d and %d', (kind, param, code) => {
    refuse(2, (sink) => writeSlot(sink, kind, param, code));
  });

  it('a template that no value has, a dictionary code without a value', () => {
    refuse(2, (sink) => {
      sink.meta.u8(7).varint(1).u8(0);
      writeTexts(sink, new ByteValues(Uint8Array.of(97), Uint32Array.of(0, 1)));
      writeUnsigned(sink, Uint32Array.of(0, 1), 2);
    });
    refuse(2, (sink) => {
      sink.meta.u8(7).varint(1).u8(1);
      writeTexts(sink, new ByteValues(Uint8Array.of(97), Uint32Array.of(0, 1)));
      writeUnsigned(sink, Uint32Array.of(3), 1);
    });
    refuse(2, (sink) => {
      sink.meta.u8(2);
      writeUnsigned(sink, Uint32Array.of(0, 2), 2);
      sink.meta.varint(2);
    });
  });

  it.each([0, 9, 255])('the encoding %d', (id) => {
    refuse(1, (sink) => sink.meta.u8(id));
  });
});

it('lengths of texts that add up only modulo 2^32 are refused', () => {
  const rows = RowIndex.dense(2);
  // 0xffffffff + 5 is 4 modulo 2^32.
  const planes = [255, 255, 255, 255].map((high, plane) => Uint8Array.of(high, plane === 0 ? 5 : 0));
  const stored = { meta: new ByteWriter().u8(8).u8(4).toBytes(), streams: [...planes, Uint8Array.of(97, 98, 99, 100)] };
  expect(() => load(rows, stored)).toThrow(MalformedBytesError);
});
