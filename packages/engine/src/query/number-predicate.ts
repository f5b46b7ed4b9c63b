import type { NumberRange, ValuePredicate } from '../columns/value-predicate.ts';
import { exactNumber } from '../entry/exact-number.ts';
import { parseNumberText } from '../logsql/number-literal.ts';

/** A range whose bounds may be integers that no double is. */
export interface ExactRange extends Omit<NumberRange, 'low' | 'high'> {
  readonly low: number | bigint;
  readonly high: number | bigint;
}

/**
 * Passes the texts that are a number, as JSON writes numbers, within the range. Integers beyond 2^53 are compared by
 * their digits, numbers beyond the range of doubles never pass.
 */
export function numberInRange(range: ExactRange): ValuePredicate {
  const test = (text: string): boolean => {
    const value = exactNumber(text);
    return value !== undefined && isWithin(value, range);
  };
  // Near such a bound different integers are the same double, so that a column of doubles cannot decide.
  return isExactRange(range) ? { test, range } : { test };
}

/** Passes the texts that are the number `value` in any spelling of JSON, exactly, however many digits they have. */
export function numberEqualTo(value: number | bigint): ValuePredicate {
  const near = Number(value);
  if (Math.abs(near) < Number.MAX_SAFE_INTEGER) {
    const range = { low: near, lowInclusive: true, high: near, highInclusive: true };
    return { ...numberInRange(range), number: value };
  }
  // biome-ignore lint/suspicious/noDoubleEquals: between numbers and bigints it compares the values.
  return { test: (text) => exactNumber(text) == value, number: value };
}

function isExactRange(range: ExactRange): range is NumberRange {
  return isExactBound(range.low) && isExactBound(range.high);
}

function isExactBound(bound: number | bigint): bound is number {
  if (typeof bound === 'bigint') return false;
  return Math.abs(bound) < Number.MAX_SAFE_INTEGER || Math.abs(bound) === Number.POSITIVE_INFINITY;
}

function isWithin(value: number | bigint, range: ExactRange): boolean {
  return (
    (range.lowInclusive ? value >= range.low : value > range.low) &&
    (range.highInclusive ? value <= range.high : value < range.high)
  );
}

/**
 * Passes the texts that mean a number of LogsQL within the range: also durations (in nanoseconds), sizes, times (in
 * nanoseconds since the Unix epoch) and IPv4 addresses (see `parseNumberText`). Integers as in `numberInRange`.
 */
export function numberTextInRange(range: NumberRange): ValuePredicate {
  const test = (text: string): boolean => {
    const value = MAY_BE_NUMBER.test(text) ? (exactNumber(text) ?? parseNumberText(text)) : undefined;
    return value !== undefined && isWithin(value, range);
  };
  return isExactRange(range) ? { test, range } : { test };
}

/** Almost all texts that are no numbers show it by how they begin. */
const MAY_BE_NUMBER = /^[-+.0-9iI]/;
