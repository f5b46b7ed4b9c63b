import type { Column } from '../columns/column.ts';
import { parseIpv4 } from '../logsql/number-literal.ts';

/** In bytes: a longer value is no constant, and no more than these together are a dictionary. */
const FEW_BYTES_MAX = 256;
const DICTIONARY_VALUES_MAX = 8;
const UNSIGNED = /^(?:0|[1-9]\d*)$/;
const SIGNED = /^-?(?:0|[1-9]\d*)$/;
const DECIMAL = /^-?(?:0|[1-9]\d*)(?:\.\d{1,19})?$/;
const ISO_8601 = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\.\d{3}Z$/;
const UINT64_END = 2n ** 64n;
const INT64_END = 2n ** 63n;

/**
 * The type under which VictoriaLogs would store the values of a column of a block, rows without one among them as the empty
 * text: `const`, `dict`, `uint8` to `uint64`, `int64`, `float64`, `ipv4`, `iso8601` or `string`.
 */
export function referenceTypeOf(column: Column): string {
  const { rows } = column;
  const isSparse = rows.count < rows.rowCount;
  const few = fewValues(column, isSparse);
  if (few !== null) return few.size === 1 && !isSparse ? 'const' : 'dict';
  if (isSparse) return 'string';
  return unsignedType(column) ?? signedType(column) ?? otherType(column);
}

/** The distinct values, if they are few and short. */
function fewValues(column: Column, isSparse: boolean): ReadonlySet<string> | null {
  const values = new Set<string>(isSparse ? [''] : []);
  let bytes = 0;
  for (let index = 0; index < column.rows.count; index++) {
    const text = column.valueText(index);
    if (values.has(text)) continue;
    bytes += Buffer.byteLength(text);
    if (values.size === DICTIONARY_VALUES_MAX || bytes > FEW_BYTES_MAX) return null;
    values.add(text);
  }
  return values;
}

function unsignedType(column: Column): string | undefined {
  let max = 0n;
  const fits = everyValue(column, (text) => {
    if (!UNSIGNED.test(text)) return false;
    const value = BigInt(text);
    if (value > max) max = value;
    return value < UINT64_END;
  });
  if (!fits) return undefined;
  return `uint${[8, 16, 32, 64].find((bits) => max < 2n ** BigInt(bits))}`;
}

function signedType(column: Column): string | undefined {
  const fits = everyValue(column, (text) => {
    const value = SIGNED.test(text) ? BigInt(text) : INT64_END;
    return value >= -INT64_END && value < INT64_END;
  });
  return fits ? 'int64' : undefined;
}

function otherType(column: Column): string {
  if (everyValue(column, isExactDecimal)) return 'float64';
  if (everyValue(column, (text) => parseIpv4(text) !== undefined)) return 'ipv4';
  return everyValue(column, (text) => ISO_8601.test(text)) ? 'iso8601' : 'string';
}

/** Integers count only where a double holds them. */
function isExactDecimal(text: string): boolean {
  return DECIMAL.test(text) && (text.includes('.') || Math.abs(Number(text)) <= Number.MAX_SAFE_INTEGER);
}

function everyValue(column: Column, test: (text: string) => boolean): boolean {
  for (let index = 0; index < column.rows.count; index++) if (!test(column.valueText(index))) return false;
  return true;
}
