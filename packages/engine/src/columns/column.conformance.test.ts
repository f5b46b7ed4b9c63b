import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteWriter } from '../bytes/byte-writer.ts';
import { type ByteRanges, byteRangesOf } from './byte-ranges.ts';
import type { EncodingName } from './column.ts';
import { CaseMaker, caseSeeds, naiveNarrow, naiveNumber } from './column-cases.test-support.ts';
import { readColumn, writeColumn } from './column-codec.ts';
import { ColumnSink, ColumnSource } from './column-streams.ts';
import { ConstantColumn } from './constant-column.ts';
import { DecimalColumn } from './decimal-column.ts';
import { DictionaryColumn } from './dictionary-column.ts';
import { encodeColumn } from './encode-column.ts';
import { HexColumn } from './hex-column.ts';
import { IntegerColumn } from './integer-column.ts';
import { Ipv4Column } from './ipv4-column.ts';
import { logTexts, VARIABLES, variableTexts, wildTexts } from './log-texts.test-support.ts';
import type { RowIndex } from './row-index.ts';
import { TemplateColumn } from './template-column.ts';
import { templateByteLengths } from './template-lengths.ts';
import { tokenizeTemplates } from './template-tokenizer.ts';
import { TextColumn } from './text-column.ts';
import type { ValueColumn } from './value-column.ts';
import { ByteValues } from './value-list.ts';

/** How an encoding is built, and texts that it can hold. */
interface Implementation {
  readonly texts: fc.Arbitrary<string[]>;
  readonly build: (rows: RowIndex, ranges: ByteRanges, texts: readonly string[], make: CaseMaker) => ValueColumn | null;
}

const anyTexts = fc.oneof({ weight: 4, arbitrary: logTexts }, { weight: 1, arbitrary: wildTexts });

const integers = fc.array(
  fc.oneof(fc.nat(300), fc.integer(), fc.integer({ min: -(10 ** 15) + 1, max: 10 ** 15 - 1 })).map(String),
  { minLength: 1, maxLength: 60 },
);
/** A number with so many fraction digits, or in its shortest text. */
const decimalText = fc
  .tuple(fc.oneof(fc.integer({ min: -200, max: 200 }), fc.integer()), fc.nat(4))
  .map(([n, scale]) => ({ shortest: String(n / 10 ** scale), fixed: (n / 10 ** scale).toFixed(scale) }));
const decimals = fc
  .tuple(fc.array(decimalText, { minLength: 1, maxLength: 60 }), fc.constantFrom('shortest', 'fixed', 'mixed'))
  .map(([texts, form]) => texts.map((text, i) => text[form === 'mixed' ? (i % 3 === 0 ? 'fixed' : 'shortest') : form]))
  .filter((texts) => texts.every((text) => !/^-0(\.0+)?$/.test(text)));
const hexTexts = fc
  .constantFrom(VARIABLES.hexId!, VARIABLES.traceId!, VARIABLES.uuid!, VARIABLES.paddedLong!)
  .chain((make) => variableTexts((random) => (make === VARIABLES.paddedLong ? `${make(random)}0` : make(random))));

const implementations: Record<EncodingName, Implementation> = {
  constant: {
    texts: anyTexts.map((texts) => texts.map(() => texts[0]!)),
    build: (rows, _, texts) => new ConstantColumn(rows, texts[0]!),
  },
  dictionary: {
    texts: fc.oneof(
      anyTexts,
      anyTexts.map((texts) => [...texts, ...texts]),
    ),
    build: buildDictionary,
  },
  integer: { texts: integers, build: IntegerColumn.build },
  decimal: { texts: decimals, build: DecimalColumn.build },
  ipv4: { texts: variableTexts(VARIABLES.ip!), build: Ipv4Column.build },
  hex: { texts: hexTexts, build: HexColumn.build },
  template: { texts: anyTexts, build: buildTemplate },
  text: { texts: anyTexts, build: TextColumn.build },
};

function buildDictionary(rows: RowIndex, _: ByteRanges, texts: readonly string[]): DictionaryColumn {
  const distinct = [...new Set(texts)];
  const { bytes, ends } = byteRangesOf(distinct);
  const values = new ByteValues(bytes, Uint32Array.of(0, ...ends));
  return new DictionaryColumn(
    rows,
    values,
    texts.map((text) => distinct.indexOf(text)),
  );
}

/** The texts are handed over in another order than that of the rows. */
function buildTemplate(rows: RowIndex, _: ByteRanges, texts: readonly string[], make: CaseMaker): TemplateColumn {
  const order = Uint32Array.from(texts.keys());
  if (make.chance(0.5)) order.sort(() => make.below(3) - 1);
  const shuffled: string[] = [];
  order.forEach((from, value) => {
    shuffled[from] = texts[value]!;
  });
  return TemplateColumn.build(rows, tokenizeTemplates(byteRangesOf(shuffled))!, order);
}

function roundTrip(column: ValueColumn): ValueColumn {
  const sink = new ColumnSink();
  writeColumn(sink, column);
  return readColumn(column.rows, new ColumnSource(sink.meta.toBytes(), sink.streams));
}

function checkValues(column: ValueColumn, texts: readonly string[]): void {
  expect(texts.map((_, index) => column.valueText(index))).toEqual(texts);
  const { rows } = column;
  const textByRow = new Map(texts.map((text, index) => [rows.rowAt(index), text]));
  for (let row = 0; row < rows.rowCount; row++) expect(column.text(row)).toBe(textByRow.get(row) ?? '');
  expect(column.numbers()).toEqual(Float64Array.from(texts, naiveNumber));
  expect(column.numbers()).toBe(column.numbers());
  expect(column.memoryBytes).toBeGreaterThan(0);
  if (column instanceof TemplateColumn) {
    expect(texts.map((_, index) => writtenText(column, index))).toEqual(texts);
    expect([...templateByteLengths(column)]).toEqual(texts.map((text) => Buffer.byteLength(text)));
  }
  const dictionary = column.dictionary();
  if (dictionary !== null) {
    expect(new Set(dictionary.values).size).toBe(dictionary.values.length);
    expect(Array.from(dictionary.codes, (code) => dictionary.values[code])).toEqual(texts);
  }
}

function writtenText(column: TemplateColumn, index: number): string {
  const out = new ByteWriter(1);
  column.writeText(index, out);
  return Buffer.from(out.written()).toString();
}

function checkNarrow(columns: readonly ValueColumn[], texts: readonly string[], make: CaseMaker, times: number): void {
  for (let i = 0; i < times; i++) {
    const { rows } = columns[0]!;
    const predicate = make.predicate(texts);
    const before = make.selection(rows.rowCount);
    const expected = naiveNarrow(rows, texts, before, predicate);
    for (const column of columns) {
      const selection = before.clone();
      column.narrow(predicate, selection);
      const found = selection.toArray();
      const { test: _, ...shown } = predicate;
      if (found.join() !== expected.join())
        expect({ ...shown, texts, found }).toEqual({ ...shown, texts, found: expected });
    }
  }
}

describe.each(Object.entries(implementations))('%s', (encoding, { texts, build }) => {
  const property = (
    runs: number,
    check: (texts: string[], columns: readonly ValueColumn[], make: CaseMaker) => void,
  ): void => {
    fc.assert(
      fc.property(texts, caseSeeds, (values, seed) => {
        const make = new CaseMaker(seed);
        const column = build(make.rows(values.length), byteRangesOf(values), values, make);
        expect(column?.encoding).toBe(encoding);
        const readBack = roundTrip(column!);
        expect(readBack.encoding).toBe(encoding);
        check(values, [column!, readBack], make);
      }),
      { numRuns: runs },
    );
  };

  it('gives back the texts, numbers and dictionary, also after a round trip', () => {
    property(100, (values, columns) => {
      for (const column of columns) checkValues(column, values);
    });
  });

  it('narrows as a test of each row does', () => {
    property(400, (values, columns, make) => checkNarrow(columns, values, make, 12));
  });
});

describe('encodeColumn', () => {
  const anyColumn = fc.oneof(
    ...Object.values(implementations).map((each) => each.texts),
    ...Object.values(VARIABLES).map((make) => variableTexts(make)),
    // Enough texts that templates are tried, and given up where they do not repeat.
    variableTexts(VARIABLES.rare!, 40).map((texts) =>
      Array.from({ length: 10 }, () => texts)
        .flat()
        .map((text, i) => `${text} at ${i}`),
    ),
    fc.array(
      fc.string({ minLength: 1 }).map((text) => text.toWellFormed()),
      { minLength: 300, maxLength: 320 },
    ),
  );

  it('chooses an encoding that gives back and narrows the texts', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(anyColumn, caseSeeds, (values, seed) => {
        const make = new CaseMaker(seed);
        const column = encodeColumn(make.rows(values.length), byteRangesOf(values));
        seen.add(column.encoding);
        const columns = [column, roundTrip(column)];
        for (const each of columns) checkValues(each, values);
        checkNarrow(columns, values, make, 3);
      }),
      { numRuns: 300 },
    );
    expect([...seen].sort()).toEqual(Object.keys(implementations).sort());
  });
});
