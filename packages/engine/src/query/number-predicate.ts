import type { NumberRange, ValuePredicate } from '../columns/value-predicate.ts';
import { parseNumberText } from '../logsql/number-literal.ts';

const JSON_NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
const JSON_INTEGER = /^-?(?:0|[1-9][0-9]*)$/;

/**
 * Passes the texts that are a number, as JSON writes numbers, within the range. Integers beyond 2^53 are compared by
 * their digits, numbers beyond the range of doubles never pass.
 */
export function numberInRange(range: NumberRange): ValuePredicate {
  const test = (text: string): boolean => {
    const value = numberOf(text);
    return value !== undefined && isWithin(value, range);
  };
  // Near such a bound different integers are the same double, so that a column of doubles cannot decide.
  return isExactBound(range.low) && isExactBound(range.high) ? { test, range } : { test };
}

/** Passes the texts that are the number `value` in any spelling of JSON, exactly, however many digits they have. */
export function numberEqualTo(value: number | bigint): ValuePredicate {
  const near = Number(value);
  if (Math.abs(near) < Number.MAX_SAFE_INTEGER) {
    return numberInRange({ low: near, lowInclusive: true, high: near, highInclusive: true });
  }
  // biome-ignore lint/suspicious/noDoubleEquals: between numbers and bigints it compares the values.
  return { test: (text) => numberOf(text) == value };
}

function isExactBound(bound: number): boolean {
  return Math.abs(bound) < Number.MAX_SAFE_INTEGER || Math.abs(bound) === Number.POSITIVE_INFINITY;
}

/** As an entry has the number: a bigint where it is an integer that a double cannot hold for sure. */
function numberOf(text: string): number | bigint | undefined {
  if (!JSON_NUMBER.test(text)) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) return undefined;
  return Number.isSafeInteger(value) || !JSON_INTEGER.test(text) ? value : BigInt(text);
}

function isWithin(value: number | bigint, range: NumberRange): boolean {
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
    const value = MAY_BE_NUMBER.test(text) ? (numberOf(text) ?? parseNumberText(text)) : undefined;
    return value !== undefined && isWithin(value, range);
  };
  return isExactBound(range.low) && isExactBound(range.high) ? { test, range } : { test };
}

/** Almost all texts that are no numbers show it by how they begin. */
const MAY_BE_NUMBER = /^[-+.0-9iI]/;
