import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteRangesOf } from '../columns/byte-ranges.ts';
import { encodeColumn } from '../columns/encode-column.ts';
import { RowIndex } from '../columns/row-index.ts';
import { FieldDictionary } from '../ingest/field-dictionary.ts';
import { encodeCodes } from './encode-codes.ts';

function codesOf(texts: readonly string[], dictionary: FieldDictionary): Uint16Array {
  const { bytes, starts, ends } = byteRangesOf(texts);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Uint16Array.from(texts, (_, i) => dictionary.codeOf(view, starts[i]!, ends[i]!));
}

describe('encodeCodes', () => {
  it('gives a column of the encoding that the texts give, with the same texts', () => {
    const runs = fc.array(
      fc.tuple(fc.constantFrom('info', 'error', '7', '12', '10.0.0.1', 'ä', 'x y'), fc.integer({ min: 1, max: 40 })),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(runs, fc.boolean(), (values, reversed) => {
        const arrivals = values.flatMap(([text, times]) => new Array<string>(times).fill(text));
        const dictionary = new FieldDictionary();
        codesOf(['unused', 'not here'], dictionary);
        const codes = codesOf(arrivals, dictionary);
        const order = Uint32Array.from(arrivals, (_, i) => (reversed ? arrivals.length - 1 - i : i));
        const stored = Array.from(order, (value) => arrivals[value]!);
        const rows = RowIndex.dense(arrivals.length);
        const column = encodeCodes(rows, dictionary, codes, order);
        const distinct = new Set(arrivals).size;
        if (column === null) expect(distinct).toBeGreaterThan(arrivals.length * 0.1);
        else {
          expect(stored.map((_, row) => column.text(row))).toEqual(stored);
          expect(column.encoding).toBe(encodeColumn(rows, byteRangesOf(stored)).encoding);
        }
      }),
    );
  });

  it('takes more than 256 values', () => {
    const texts = Array.from({ length: 6000 }, (_, i) => `value ${i % 300}`);
    const dictionary = new FieldDictionary();
    const order = Uint32Array.from(texts, (_, i) => i);
    const column = encodeCodes(RowIndex.dense(texts.length), dictionary, codesOf(texts, dictionary), order)!;
    expect(column.encoding).toBe('dictionary');
    expect(column.text(5999)).toBe('value 299');
  });
});
