const ZERO = 48;
const NINE = 57;
const MINUS = 45;
/** A number as JSON writes it. */
export const JSON_NUMBER: RegExp = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
const JSON_INTEGER = /^-?(?:0|[1-9][0-9]*)$/;

/**
 * The number that a text stands for, as JSON writes numbers and as an entry has it: a bigint where it is an integer that a double
 * cannot hold for sure. Undefined for any other text, and beyond the range of doubles.
 */
export function exactNumber(text: string): number | bigint | undefined {
  const first = text.charCodeAt(0);
  if ((first !== MINUS && !(first >= ZERO && first <= NINE)) || !JSON_NUMBER.test(text)) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) return undefined;
  return Number.isSafeInteger(value) || !JSON_INTEGER.test(text) ? value : BigInt(text);
}
