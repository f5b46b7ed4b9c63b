import type { Bitmap } from '../bytes/bitmap.ts';
import { MalformedBytesError } from '../bytes/byte-reader.ts';
import type { ByteRanges } from './byte-ranges.ts';
import type { ColumnSink, ColumnSource } from './column-streams.ts';
import { readDistances, writeDistances } from './distance-stream.ts';
import type { RowIndex } from './row-index.ts';
import { ValueColumn } from './value-column.ts';
import type { ValuePredicate } from './value-predicate.ts';

const ZERO = 48;
const MINUS = 45;
const POINT = 46;
const MAX_SCALE = 15;
const FIRST = new Float64Array(1);
const POWERS_OF_TEN: readonly number[] = Array.from({ length: MAX_SCALE + 1 }, (_, power) => 10 ** power);

/**
 * Decimal fractions: an integer (the digits) over a power of ten that all values share. Where some text ends in a zero
 * that its number does not need (`14.0`, `0.100`), the fraction digits of each text are kept beside it.
 */
export class DecimalColumn extends ValueColumn {
  readonly encoding = 'decimal';
  private readonly mantissas: Float64Array;
  private readonly scale: number;
  /** Fraction digits by value; null when every text is the shortest of its number. */
  private readonly scales: Uint8Array | null;

  constructor(rows: RowIndex, mantissas: Float64Array, scale: number, scales: Uint8Array | null) {
    super(rows);
    this.mantissas = mantissas;
    this.scale = scale;
    this.scales = scales;
  }

  /** The fraction digits of each text; null when every text is the shortest decimal of its number. */
  get fractionDigits(): Uint8Array | null {
    return this.scales;
  }

  /** Null when a text is no plain decimal number, or they need more than 15 digits over a common power of ten. */
  static build(rows: RowIndex, ranges: ByteRanges): DecimalColumn | null {
    const { bytes, starts, ends, count } = ranges;
    if (parseDecimal(bytes, starts[0]!, ends[0]!, FIRST, 0) < 0) return null;
    const mantissas = new Float64Array(count);
    const scales = new Uint8Array(count);
    const scale = parseAll(ranges, mantissas, scales);
    if (scale < 0 || !scaleAll(mantissas, scales, scale)) return null;
    const shortest = !endsInZero(ranges, scales);
    return new DecimalColumn(rows, mantissas, scale, shortest ? null : scales);
  }

  static read(rows: RowIndex, source: ColumnSource): DecimalColumn {
    const scale = source.meta.u8();
    const hasScales = source.meta.u8() === 1;
    if (scale > MAX_SCALE) throw new MalformedBytesError(`decimal fractions of ${scale} digits`);
    const mantissas = readDistances(source, rows.count);
    const scales = hasScales ? new Uint8Array(source.stream(rows.count)) : null;
    if (scales?.some((own) => own > scale))
      throw new MalformedBytesError('a decimal fraction has more digits than its column');
    return new DecimalColumn(rows, mantissas, scale, scales);
  }

  write(sink: ColumnSink): void {
    sink.meta.u8(this.scale).u8(this.scales === null ? 0 : 1);
    writeDistances(sink, this.mantissas);
    if (this.scales !== null) sink.stream(this.scales);
  }

  valueText(index: number): string {
    const mantissa = this.mantissas[index]!;
    if (this.scale === 0) return String(mantissa);
    const digits = String(Math.abs(mantissa)).padStart(this.scale + 1, '0');
    const whole = digits.slice(0, -this.scale);
    let fraction = digits.slice(-this.scale);
    if (this.scales === null) fraction = fraction.replace(/0+$/, '');
    else fraction = fraction.slice(0, this.scales[index]!);
    const sign = mantissa < 0 ? '-' : '';
    return fraction === '' ? sign + whole : `${sign}${whole}.${fraction}`;
  }

  override narrow(predicate: ValuePredicate, selection: Bitmap): void {
    if (predicate.range !== undefined && !predicate.test('')) this.narrowNumbers(predicate.range, selection);
    else super.narrow(predicate, selection);
  }

  // Both operands are exact in binary, so the quotient is the double nearest to the decimal text.
  protected override computeNumbers(): Float64Array {
    const divisor = 10 ** this.scale;
    const numbers = new Float64Array(this.mantissas.length);
    for (let i = 0; i < numbers.length; i++) numbers[i] = this.mantissas[i]! / divisor;
    return numbers;
  }

  get memoryBytes(): number {
    return this.mantissas.byteLength * 2;
  }
}

/** The most fraction digits of all texts; -1 where one is no decimal. */
function parseAll({ bytes, starts, ends }: ByteRanges, mantissas: Float64Array, scales: Uint8Array): number {
  let scale = 0;
  for (let i = 0; i < scales.length; i++) {
    const own = parseDecimal(bytes, starts[i]!, ends[i]!, mantissas, i);
    if (own < 0) return -1;
    scales[i] = own;
    if (own > scale) scale = own;
  }
  return scale;
}

/** Brings all over one power of ten; false where that needs too many digits. */
function scaleAll(mantissas: Float64Array, scales: Uint8Array, scale: number): boolean {
  for (let i = 0; i < scales.length; i++) {
    const scaled = mantissas[i]! * POWERS_OF_TEN[scale - scales[i]!]!;
    if (Math.abs(scaled) > 1e15) return false;
    mantissas[i] = scaled;
  }
  return true;
}

/** Whether a text ends in a zero that its number does not need. */
function endsInZero({ bytes, ends }: ByteRanges, scales: Uint8Array): boolean {
  for (let i = 0; i < scales.length; i++) if (scales[i]! > 0 && bytes[ends[i]! - 1] === ZERO) return true;
  return false;
}

/** Writes the digits as an integer to `out[index]`; returns the number of fraction digits, or -1. Negative zero is refused. */
function parseDecimal(bytes: Uint8Array, start: number, end: number, out: Float64Array, index: number): number {
  let at = start;
  const negative = bytes[at] === MINUS;
  if (negative) at++;
  if (end - at > 16 || at >= end) return -1;
  if (bytes[at] === ZERO && at + 1 < end && bytes[at + 1] !== POINT) return -1;
  let value = 0;
  let point = -1;
  for (let i = at; i < end; i++) {
    const byte = bytes[i]!;
    if (byte === POINT) {
      if (point >= 0 || i === at || i === end - 1) return -1;
      point = i;
      continue;
    }
    const digit = byte - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  if (value > 1e15 || (negative && value === 0)) return -1;
  out[index] = negative ? -value : value;
  const scale = point < 0 ? 0 : end - point - 1;
  return scale > MAX_SCALE ? -1 : scale;
}
