import type { Cursor } from './cursor.ts';
import { parseCount, parseNumberText } from './number-literal.ts';

/** A whole number at the cursor, at least `min`. */
export function requireCount(cursor: Cursor, min = 0): number {
  const { text, first } = cursor.compound('a whole number');
  const count = parseCount(text);
  if (count === undefined || count < min) {
    cursor.fail(min === 0 ? 'a whole number' : `a whole number from ${min}`, { at: first });
  }
  return count;
}

/** A whole number in digits, at least `min`: options of pipes take no `1K`, as the pipe `limit 1K` does; neither in the reference. */
export function requireDigits(cursor: Cursor, min = 0): number {
  const { text, first } = cursor.compound('a whole number');
  const count = /^(?:0|[1-9][\d_]*)$/.test(text) ? Number(text.replaceAll('_', '')) : -1;
  if (count < min) cursor.fail(`a whole number in digits${min === 0 ? '' : `, from ${min}`}`, { at: first });
  return count;
}

/** Any number at the cursor (`1e3`, `2.5`, `1K`), at least `min`, without its fraction. */
export function requireNumber(cursor: Cursor, min: number): number {
  const { text, first } = cursor.compound('a number');
  const number = parseNumberText(text);
  if (number === undefined || number < min) cursor.fail(`a number from ${min}`, { at: first });
  return Math.trunc(number);
}

/** `limit N`, in digits; 0 if no `limit` stands here. */
export function optionalLimit(cursor: Cursor): number {
  return cursor.accept('limit') ? requireDigits(cursor) : 0;
}

/** Whether a number stands here rather than a name. */
export function atNumber(cursor: Cursor): boolean {
  return cursor.token.kind === 'word' && /^[0-9]/.test(cursor.token.text);
}
