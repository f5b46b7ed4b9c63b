import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteRangesOf } from '../columns/byte-ranges.ts';
import { CaseMaker, caseSeeds } from '../columns/column-cases.test-support.ts';
import { encodeColumn } from '../columns/encode-column.ts';
import { logTexts, wildTexts } from '../columns/log-texts.test-support.ts';
import type { RowIndex } from '../columns/row-index.ts';
import { TextColumn } from '../columns/text-column.ts';
import type { ValueColumn } from '../columns/value-column.ts';
import type { ValuePredicate } from '../columns/value-predicate.ts';
import { ColumnValues } from './column-values.ts';
import { ExactIndex } from './exact-index.ts';
import type { FieldIndex } from './field-index.ts';
import { FieldIndexes } from './field-indexes.ts';
import { IndexPart } from './index-part.ts';
import { TrigramIndex } from './trigram-index.test-support.ts';

const IMPLEMENTATIONS: Record<string, (field: string) => FieldIndex> = {
  exact: (field) => new ExactIndex(field),
  trigram: (field) => new TrigramIndex(field),
};

/** Numbers in several spellings, ids, and texts that look like both. */
const numberLike = fc.oneof(
  fc.constantFrom('5', '5.0', '0.5e1', '-0', '0', '0.0', '1e400', '00', '9007199254740993', '9007199254740993.0'),
  fc.constantFrom('9007199254740992', '1e3', '1000', '12340e10', '123400000000000', '12e45678', '1234567812345678'),
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => JSON.stringify(n)),
  fc.bigInt().map(String),
);
const texts = fc.oneof(
  fc.array(numberLike, { minLength: 1, maxLength: 60 }),
  fc.array(fc.stringMatching(/^[0-9e]{8}$/), { minLength: 1, maxLength: 60 }),
  logTexts,
  wildTexts,
);

const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/;

/** Equality of numbers by exact arithmetic where the text is an integer, else by doubles. */
function numberPredicate(text: string): ValuePredicate {
  const numberOf = (each: string): number | bigint | undefined => {
    if (!JSON_NUMBER.test(each) || !Number.isFinite(Number(each))) return undefined;
    return /^-?\d+$/.test(each) ? BigInt(each) : Number(each);
  };
  const number = numberOf(text) ?? 5;
  // biome-ignore lint/suspicious/noDoubleEquals: between numbers and bigints it compares the values.
  return { number, test: (each) => numberOf(each) == number };
}

function predicateOf(make: CaseMaker, values: readonly string[]): ValuePredicate {
  const kind = make.below(4);
  if (kind === 0) return make.oneOf(values);
  if (kind === 1) return numberPredicate(make.pick(values));
  if (kind === 2) {
    const needle = make.needle(values);
    return { test: (text) => text.includes(needle), requiredTexts: [needle] };
  }
  return make.predicate(values);
}

function passingRows(rows: RowIndex, values: readonly string[], predicate: ValuePredicate): number[] {
  return values.flatMap((text, i) => (predicate.test(text) ? [rows.rowAt(i)] : []));
}

function columnsOf(rows: RowIndex, values: readonly string[]): ValueColumn[] {
  const ranges = byteRangesOf(values);
  return [encodeColumn(rows, ranges), TextColumn.build(rows, ranges)];
}

describe.each(Object.entries(IMPLEMENTATIONS))('the index %s', (_name, make) => {
  const index = make('field');

  test('leaves out no row that passes, and names rows of the block in order', () => {
    fc.assert(
      fc.property(texts, caseSeeds, (values, seed) => {
        const cases = new CaseMaker(seed);
        const rows = cases.rows(values.length);
        const [column] = columnsOf(rows, values);
        const part = new FieldIndexes([index], unexpected).build('field', column!)[0]!;
        for (let i = 0; i < 10; i++) {
          const predicate = predicateOf(cases, values);
          const candidates = part.candidates(predicate);
          if (candidates === undefined) continue;
          expect([...candidates]).toEqual([...new Set(candidates)].sort((a, b) => a - b));
          expect([...candidates].every((row) => row < rows.rowCount)).toBe(true);
          const missed = passingRows(rows, values, predicate).filter((row) => !candidates.includes(row));
          expect(missed).toEqual([]);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('gives the same bytes for the same values, however they are encoded', () => {
    fc.assert(
      fc.property(texts, caseSeeds, (values, seed) => {
        const rows = new CaseMaker(seed).rows(values.length);
        const [once, again] = columnsOf(rows, values).map((column) => index.build(new ColumnValues(column)));
        expect(again).toEqual(once);
      }),
      { numRuns: 60 },
    );
  });

  test('is left aside where its bytes are damaged: nothing throws, and no row is out of bounds', () => {
    fc.assert(
      fc.property(texts, caseSeeds, (values, seed) => {
        const cases = new CaseMaker(seed);
        const rows = cases.rows(values.length);
        const bytes = index.build(new ColumnValues(columnsOf(rows, values)[0]!))!;
        const damaged = bytes.slice(0, cases.chance(0.5) ? cases.below(bytes.length) : bytes.length);
        if (damaged.length > 0) damaged[cases.below(damaged.length)]! ^= 1 + cases.below(255);
        const failures: string[] = [];
        const part = new IndexPart(index.kind, damaged, rows.rowCount, index, (_, message) => failures.push(message));
        for (let i = 0; i < 5; i++) {
          const candidates = part.candidates(predicateOf(cases, values));
          expect((candidates ?? []).every((row) => row < rows.rowCount)).toBe(true);
        }
        // What failed once is not asked again.
        expect(failures.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 60 },
    );
  });
});

function unexpected(_index: FieldIndex, message: string): void {
  throw new Error(message);
}
