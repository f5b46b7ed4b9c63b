import type { Column } from '../../columns/column.ts';
import { DecimalColumn } from '../../columns/decimal-column.ts';
import { parseQuantityText } from '../../logsql/number-literal.ts';
import { formatDouble } from '../number-format.ts';
import { FieldBatch } from '../pipeline/field-batch.ts';
import { isWildcard, matchesFieldPattern } from '../pipeline/field-patterns.ts';
import { NumberValues } from '../pipeline/number-values.ts';
import type { BatchDictionary, ResultBatch } from '../pipeline/result-batch.ts';
import { TimeColumn } from '../time-column.ts';
import { StoredBatch, spreadNumbers } from './stored-batch.ts';

/**
 * The fields of a batch that patterns name, each once; names that the batch has not come last. Those of stored rows are in the order
 * in which they are named.
 */
export function statsFields(batch: ResultBatch, patterns: readonly string[]): readonly string[] {
  if (patterns.length === 1 && !isWildcard(patterns[0]!)) return patterns;
  if (areStored(batch) && !patterns.some(isWildcard)) return [...new Set(patterns)];
  const present = batch.fieldNames.filter((name) => patterns.some((pattern) => matchesFieldPattern(pattern, name)));
  const absent = patterns.filter((pattern) => !isWildcard(pattern) && !present.includes(pattern));
  return [...present, ...new Set(absent)];
}

/** Whether the rows have all the fields that they were stored with, and no others. */
function areStored(batch: ResultBatch): boolean {
  return batch instanceof StoredBatch || (batch instanceof FieldBatch && batch.hasAliases && batch.fields.has('_time'));
}

/** As `statsFields`, of stored rows without the fields that none of `rows` has: which other fields lie in their block says nothing of them. */
export function fieldsOfRows(
  batch: ResultBatch,
  patterns: readonly string[],
  rows: Uint32Array | null,
): readonly string[] {
  const names = statsFields(batch, patterns);
  if (rows === null || !(batch instanceof StoredBatch) || !patterns.some(isWildcard)) return names;
  const isSelected = new Uint8Array(batch.rowCount);
  for (const row of rows) isSelected[row] = 1;
  return names.filter((name) => {
    const column = batch.column(name);
    if (patterns.includes(name) || column?.rows.rows === null) return true;
    return column !== undefined && column.rows.rows!.some((row) => isSelected[row] === 1);
  });
}

/** The text of a field by row, looked up when it is asked for. */
export function textReader(batch: ResultBatch, field: string): (row: number) => string {
  if (!(batch instanceof StoredBatch)) {
    const texts = batch.texts(field);
    return (row) => texts[row]!;
  }
  const dictionary = batch.dictionary(field);
  if (dictionary !== null) {
    const { values, codes } = dictionary;
    return (row) => values[codes[row]!]!;
  }
  const column = batch.column(field)!;
  return (row) => column.text(row);
}

/**
 * By row: the number that the value means to stats functions, durations (in nanoseconds) and sizes among them; NaN for
 * other values. Null when no row has one. Only the entries of `rows` count.
 */
export function quantitiesOf(batch: ResultBatch, field: string, rows: Uint32Array | null): Float64Array | null {
  if (field === '_time' && batch.times() !== null) return null;
  if (batch instanceof StoredBatch) {
    const column = batch.column(field);
    if (column === undefined || column.encoding === 'ipv4') return null;
    if (column.encoding === 'integer' || column.encoding === 'decimal') return spreadNumbers(column, column.numbers());
  }
  const made = batch instanceof FieldBatch ? batch.values(field) : null;
  if (made instanceof NumberValues) return made.numbers();
  const dictionary = batch.dictionary(field);
  return dictionary === null ? quantitiesOfTexts(batch, field, rows) : quantitiesOfCodes(dictionary);
}

function quantitiesOfCodes({ values, codes }: BatchDictionary): Float64Array | null {
  const byCode = values.map(quantityOf);
  if (byCode.every(Number.isNaN)) return null;
  const quantities = new Float64Array(codes.length);
  for (let row = 0; row < quantities.length; row++) quantities[row] = byCode[codes[row]!]!;
  return quantities;
}

function quantitiesOfTexts(batch: ResultBatch, field: string, rows: Uint32Array | null): Float64Array {
  const textOf = textReader(batch, field);
  const quantities = new Float64Array(batch.rowCount);
  if (rows === null) for (let row = 0; row < quantities.length; row++) quantities[row] = quantityOf(textOf(row));
  else for (let i = 0; i < rows.length; i++) quantities[rows[i]!] = quantityOf(textOf(rows[i]!));
  return quantities;
}

/** The number that a value means to stats functions; NaN if it means none. */
export function quantityOf(text: string): number {
  return MAY_BE_NUMBER.test(text) ? (parseQuantityText(text) ?? Number.NaN) : Number.NaN;
}

const MAY_BE_NUMBER = /^[-+.0-9iI]/;

/** By row: the number that the value is, NaN where a row has none; null where that is not known without looking at texts. */
export function columnNumbersOf(batch: ResultBatch, field: string): Float64Array | null {
  const made = batch instanceof FieldBatch ? batch.values(field) : null;
  if (made instanceof NumberValues && made.areFinite) return made.numbers();
  const column = numberColumnOf(batch, field);
  return column === null ? null : spreadNumbers(column, column.numbers());
}

/** As `columnNumbersOf` where every value is the shortest decimal text of its number, too. */
export function exactNumbersOf(batch: ResultBatch, field: string): Float64Array | null {
  const column = numberColumnOf(batch, field);
  if (column === null || (column instanceof DecimalColumn && column.fractionDigits !== null)) return null;
  return spreadNumbers(column, column.numbers());
}

/** The column of a field of stored rows if all its values are decimal numbers. */
export function numberColumnOf(batch: ResultBatch, field: string): Column | null {
  const column = batch instanceof StoredBatch ? batch.column(field) : undefined;
  if (column === undefined || column instanceof TimeColumn) return null;
  return column.encoding === 'integer' || column.encoding === 'decimal' ? column : null;
}

/** The number of which a text is the shortest decimal text; NaN for other texts. */
export function exactNumberOf(text: string): number {
  if (!/^-?[0-9]/.test(text) || text.length > 340) return Number.NaN;
  const number = Number(text);
  return formatDouble(number) === text ? number : Number.NaN;
}
