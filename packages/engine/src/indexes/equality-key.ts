import { hashDigest } from '../columns/value-digest.ts';
import { exactNumber } from '../entry/exact-number.ts';

/**
 * The text that stands for all texts equal to the given one, as texts or as numbers of JSON: `5`, `5.0` and `0.5e1` have the key
 * `5`. A text that is no number is its own key. Part of the format: exact indexes hold its hash.
 */
export function equalityKey(text: string): string {
  const value = exactNumber(text);
  return value === undefined ? text : keyOfNumber(value);
}

/** The key of the texts that are this number. */
export function keyOfNumber(value: number | bigint): string {
  // Beyond 2^53 a number of JSON is a double or a bigint as it is written; the digits of both are those of the same integer.
  return typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
    ? String(BigInt(value))
    : String(value);
}

/** 32 bits of the key: equal for equal values. */
export function equalityHash(text: string): number {
  return hashDigest(equalityKey(text));
}
