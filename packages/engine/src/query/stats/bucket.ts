import { civilDateOfDay, DAY_MS, dayOfCivilDate } from '../../entry/civil-date.ts';
import { formatInstant, instantFromNs } from '../../entry/instant.ts';
import { parseTimestampNs } from '../../entry/timestamp.ts';
import { parseDurationNs } from '../../logsql/duration.ts';
import { formatIpv4, parseIpv4 } from '../../logsql/number-literal.ts';
import type { StatsBucket } from '../../logsql/syntax-tree.ts';
import { formatDuration } from '../format-duration.ts';
import { formatDouble } from '../number-format.ts';

const INTEGER = /^-?(?:0|[1-9][\d_]*)$/;
const DECIMAL = /^-?(?:0|[1-9][\d_]*)\.\d[\d_]*$/;
const TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?$/;
/** Weeks begin on Monday; 1 January 1970 was a Thursday. */
const WEEK_OFFSET_MS = 4 * DAY_MS;

/** The buckets of one field of `by (…)`. A bucket is known by its lower end: `[end + n·size, end + (n + 1)·size)`, moved by the offset. */
export class Bucketing {
  private readonly size: number;
  private readonly offset: number;
  private readonly unit: StatsBucket['unit'];
  private readonly isCalendar: boolean;
  /** A power of ten that makes an integer of the size, and that integer. */
  private readonly decimalScale: number;
  private readonly decimalSize: number;
  /** Of times, in whole milliseconds; 0 where buckets do not begin and end on such. */
  readonly timeSizeMs: number;
  readonly timeOffsetMs: number;

  constructor(bucket: StatsBucket) {
    this.unit = bucket.unit;
    this.size = bucket.size > 0 ? bucket.size : 1;
    this.offset = bucket.offset?.value ?? 0;
    const weekOffsetMs = bucket.text === 'week' ? WEEK_OFFSET_MS : 0;
    this.isCalendar = this.unit === 'month' || this.unit === 'year';
    this.decimalScale = 10 ** -exponentOf(this.size);
    this.decimalSize = Math.trunc(this.size * this.decimalScale);
    const isWholeMs = !this.isCalendar && this.size % 1e6 === 0 && this.offset % 1e6 === 0;
    this.timeSizeMs = isWholeMs ? this.size / 1e6 : 0;
    this.timeOffsetMs = Math.floor(this.offset / 1e6) + weekOffsetMs;
  }

  /** The bucket of a value: of integers, decimal numbers, times, IPv4 addresses and durations; other texts stay as they are. */
  ofText(text: string): string {
    if (!/^[-0-9]/.test(text)) return text;
    if (INTEGER.test(text)) return this.ofInteger(text.replaceAll('_', ''));
    if (DECIMAL.test(text)) return formatDouble(this.ofDecimal(Number(text.replaceAll('_', ''))));
    const timeNs = TIME.test(text) ? parseTimestampNs(text) : undefined;
    if (timeNs !== undefined) return this.ofTimeNs(timeNs);
    const address = parseIpv4(text);
    if (address !== undefined)
      return formatIpv4(Math.max(0, floorTo(address, this.integerSize, Math.trunc(this.offset))));
    const durationNs = parseDurationNs(text);
    return durationNs === undefined ? text : formatDuration(this.ofBigInteger(durationNs));
  }

  private ofInteger(text: string): string {
    const number = Number(text);
    if (Number.isSafeInteger(number)) return String(this.ofSafeInteger(number));
    return String(this.ofBigInteger(BigInt(text)));
  }

  /** The bucket of a number. @param isFraction whether its text has a point; without it, it lies within ±2^53 */
  ofNumber(number: number, isFraction: boolean): number {
    return isFraction ? this.ofDecimal(number) : this.ofSafeInteger(number);
  }

  private ofBigInteger(value: bigint): bigint {
    const size = BigInt(this.integerSize);
    const rest = (value - BigInt(Math.trunc(this.offset))) % size;
    return value - (rest < 0n ? rest + size : rest);
  }

  private get integerSize(): number {
    return Math.max(1, Math.trunc(this.size));
  }

  /** The bucket of an integer within ±2^53; fractions of size and offset are dropped, as the reference does with columns of integers. */
  ofSafeInteger(number: number): number {
    return floorTo(number, this.integerSize, Math.trunc(this.offset));
  }

  /** In units of the last digit of the size, so that 0.3 is in the bucket 0.3 of 0.1. As the reference has it, negative numbers may go towards zero. */
  ofDecimal(number: number): number {
    const units = Math.floor((number - this.offset) * this.decimalScale);
    return (units - (units % this.decimalSize)) / this.decimalScale + this.offset;
  }

  /** The lower end of the bucket of a time as text. */
  ofTimeNs(ns: bigint): string {
    const { ms, subMs } = instantFromNs(ns)!;
    if (this.isWholeMs) return formatInstant({ ms: this.ofTimeMs(ms, subMs), subMs: this.calendarSubMs });
    return formatInstant(instantFromNs(this.ofBigInteger(ns))!);
  }

  /** Nanoseconds below the millisecond that an offset gives to calendar buckets. */
  get calendarSubMs(): number {
    return this.isCalendar ? this.offset - Math.floor(this.offset / 1e6) * 1e6 : 0;
  }

  /** Whether `ofTimeMs` tells the bucket of a time. */
  get isWholeMs(): boolean {
    return this.timeSizeMs > 0 || this.isCalendar;
  }

  /** The lower end of the bucket of a time, for buckets of whole milliseconds and of the calendar. */
  ofTimeMs(ms: number, subMs: number): number {
    if (this.timeSizeMs > 0) return floorTo(ms, this.timeSizeMs, this.timeOffsetMs);
    const borrowed = subMs < this.calendarSubMs ? 1 : 0;
    const { year, month } = civilDateOfDay(Math.floor((ms - borrowed - this.timeOffsetMs) / DAY_MS));
    return dayOfCivilDate(year, this.unit === 'year' ? 1 : month, 1) * DAY_MS + this.timeOffsetMs;
  }
}

/** The greatest multiple of `size`, moved by `offset`, that is not above the value. */
function floorTo(value: number, size: number, offset: number): number {
  const rest = (value - offset) % size;
  return value - (rest < 0 ? rest + size : rest);
}

/** The place of the last digit of a number that is not 0: 2 of 500, -1 of 0.5. */
function exponentOf(value: number): number {
  const [digits, exponent] = value.toExponential().split('e') as [string, string];
  return Number(exponent) - (digits.split('.')[1]?.length ?? 0);
}
