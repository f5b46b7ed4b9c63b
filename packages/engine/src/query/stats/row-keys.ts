import type { Column } from '../../columns/column.ts';
import { DecimalColumn } from '../../columns/decimal-column.ts';
import { formatInstant, instantToNs } from '../../entry/instant.ts';
import type { StatsByField } from '../../logsql/syntax-tree.ts';
import { formatDouble } from '../number-format.ts';
import { FieldBatch } from '../pipeline/field-batch.ts';
import { NumberValues, numberText } from '../pipeline/number-values.ts';
import type { BatchDictionary, ResultBatch } from '../pipeline/result-batch.ts';
import { Bucketing } from './bucket.ts';
import { exactNumbersOf, numberColumnOf, textReader } from './field-values-of.ts';

type Codes = BatchDictionary['codes'];

/** Times of a batch that lie in no more buckets than this are numbered by bucket, without a map. */
const DENSE_BUCKETS_MAX = 1 << 16;

/**
 * One field of `by (…)`: the keys of the rows of a batch as codes, so that groups are found once for each key and not for
 * each row.
 */
export class KeyField {
  readonly field: string;
  readonly bucketing: Bucketing | null;

  constructor({ field, bucket }: StatsByField) {
    this.field = field;
    this.bucketing = bucket === null ? null : new Bucketing(bucket);
  }

  /** The key of a value. */
  keyOf(text: string): string {
    return this.bucketing === null ? text : this.bucketing.ofText(text);
  }

  /** The codes of the rows of a batch, by row, and the key of each code; equal keys may have several codes. Only codes of `rows` count. */
  codesOf(batch: ResultBatch, rows: Uint32Array | null): BatchDictionary {
    const { field, bucketing } = this;
    const times = field === '_time' ? batch.times() : null;
    if (times !== null && bucketing !== null) return timeCodes(times, batch.rowCount, rows, bucketing);
    const dictionary = batch.dictionary(field);
    if (dictionary !== null) {
      const values = bucketing === null ? dictionary.values : dictionary.values.map((text) => bucketing.ofText(text));
      return { values, codes: dictionary.codes };
    }
    const made = batch instanceof FieldBatch ? batch.values(field) : null;
    if (made instanceof NumberValues && !made.hasNegativeZero) return this.codesOfMade(made.numbers(), rows);
    const column = bucketing === null ? null : numberColumnOf(batch, field);
    if (column !== null) return bucketCodes(column, bucketing!, rows);
    const numbers = exactNumbersOf(batch, field);
    return numbers === null ? this.codesOfTexts(batch, rows) : this.codesOfNumbers(numbers, rows);
  }

  private codesOfNumbers(numbers: Float64Array, rows: Uint32Array | null): BatchDictionary {
    const numbering = new Numbering<number>(numbers.length, (number) => {
      const text = Number.isNaN(number) ? '' : formatDouble(number);
      return this.keyOf(text);
    });
    return numbering.number(rows, (row) => numbers[row]!);
  }

  private codesOfMade(numbers: Float64Array, rows: Uint32Array | null): BatchDictionary {
    const numbering = new Numbering<number>(numbers.length, (number) => this.keyOf(numberText(number)));
    return numbering.number(rows, (row) => numbers[row]!);
  }

  private codesOfTexts(batch: ResultBatch, rows: Uint32Array | null): BatchDictionary {
    const textOf = textReader(batch, this.field);
    return new Numbering<string>(batch.rowCount, (text) => this.keyOf(text)).number(rows, textOf);
  }
}

/** Codes of the buckets of decimal numbers. */
function bucketCodes(column: Column, bucketing: Bucketing, rows: Uint32Array | null): BatchDictionary {
  const numbers = column.numbers();
  const digits = column instanceof DecimalColumn ? column.fractionDigits : null;
  const isFraction = (index: number): boolean =>
    digits === null ? !Number.isInteger(numbers[index]!) : digits[index]! > 0;
  const keyOf = (start: number): string => (Number.isNaN(start) ? '' : formatDouble(start));
  const { rows: rowIndex } = column;
  return new Numbering<number>(rowIndex.rowCount, keyOf).number(rows, (row) => {
    const index = rowIndex.indexOf(row);
    return index < 0 ? Number.NaN : bucketing.ofNumber(numbers[index]!, isFraction(index));
  });
}

/** Gives the different values of rows codes in the order in which they come. */
class Numbering<T> {
  private readonly rowCount: number;
  private readonly keyOf: (value: T) => string;

  constructor(rowCount: number, keyOf: (value: T) => string) {
    this.rowCount = rowCount;
    this.keyOf = keyOf;
  }

  number(rows: Uint32Array | null, readValue: (row: number) => T): BatchDictionary {
    const codes = new Uint32Array(this.rowCount);
    const known = new Map<T, number>();
    const values: string[] = [];
    const count = rows === null ? this.rowCount : rows.length;
    for (let i = 0; i < count; i++) {
      const row = rows === null ? i : rows[i]!;
      const value = readValue(row);
      let code = known.get(value);
      if (code === undefined) {
        code = values.push(this.keyOf(value)) - 1;
        known.set(value, code);
      }
      codes[row] = code;
    }
    return { values, codes };
  }
}

interface Times {
  readonly ms: Float64Array;
  readonly subMs: Uint32Array | null;
}

function timeCodes(times: Times, rowCount: number, rows: Uint32Array | null, bucketing: Bucketing): BatchDictionary {
  const { ms, subMs } = times;
  if (bucketing.timeSizeMs > 0) {
    const dense = denseTimeCodes(ms, rowCount, rows, bucketing);
    if (dense !== null) return dense;
  }
  const subMsOf = (row: number): number => (subMs === null ? 0 : subMs[row]!);
  if (!bucketing.isWholeMs) {
    const keyOf = (ns: bigint): string => bucketing.ofTimeNs(ns);
    return new Numbering<bigint>(rowCount, keyOf).number(rows, (row) =>
      instantToNs({ ms: ms[row]!, subMs: subMsOf(row) }),
    );
  }
  const keyOf = (startMs: number): string => formatInstant({ ms: startMs, subMs: bucketing.calendarSubMs });
  return new Numbering<number>(rowCount, keyOf).number(rows, (row) => bucketing.ofTimeMs(ms[row]!, subMsOf(row)));
}

/** Codes are the numbers of the buckets after the first; null if there are too many. */
function denseTimeCodes(
  ms: Float64Array,
  rowCount: number,
  rows: Uint32Array | null,
  bucketing: Bucketing,
): BatchDictionary | null {
  const count = rows === null ? rowCount : rows.length;
  if (count === 0) return { values: [], codes: new Uint32Array(rowCount) };
  let minMs = Infinity;
  let maxMs = -Infinity;
  for (let i = 0; i < count; i++) {
    const time = ms[rows === null ? i : rows[i]!]!;
    if (time < minMs) minMs = time;
    if (time > maxMs) maxMs = time;
  }
  const { timeSizeMs } = bucketing;
  const firstMs = bucketing.ofTimeMs(minMs, 0);
  const bucketCount = Math.floor((maxMs - firstMs) / timeSizeMs) + 1;
  if (bucketCount > DENSE_BUCKETS_MAX) return null;
  const codes: Codes = bucketCount <= 256 ? new Uint8Array(rowCount) : new Uint16Array(rowCount);
  for (let i = 0; i < count; i++) {
    const row = rows === null ? i : rows[i]!;
    codes[row] = Math.floor((ms[row]! - firstMs) / timeSizeMs);
  }
  return { values: keysOfBuckets(firstMs, timeSizeMs, bucketCount, rows, codes), codes };
}

/** Buckets without a row need no key. */
function keysOfBuckets(
  firstMs: number,
  sizeMs: number,
  bucketCount: number,
  rows: Uint32Array | null,
  codes: Codes,
): string[] {
  const isUsed = new Uint8Array(bucketCount);
  if (rows === null) for (let row = 0; row < codes.length; row++) isUsed[codes[row]!] = 1;
  else for (let i = 0; i < rows.length; i++) isUsed[codes[rows[i]!]!] = 1;
  return Array.from(isUsed, (used, bucket) =>
    used === 0 ? '' : formatInstant({ ms: firstMs + bucket * sizeMs, subMs: 0 }),
  );
}
