import type { Cursor } from './cursor.ts';
import { parseCount } from './number-literal.ts';

/** A whole number at the cursor, at least `min`. */
export function requireCount(cursor: Cursor, min = 0): number {
  const { text, first } = cursor.compound('a whole number');
  const count = parseCount(text);
  if (count === undefined || count < min) {
    cursor.fail(min === 0 ? 'a whole number' : `a whole number from ${min}`, { at: first });
  }
  return count;
}

/** `limit N`; 0 if no `limit` stands here. */
export function optionalLimit(cursor: Cursor): number {
  return cursor.accept('limit') ? requireCount(cursor) : 0;
}

/** Whether a number stands here rather than a name. */
export function atNumber(cursor: Cursor): boolean {
  return cursor.token.kind === 'word' && /^[0-9]/.test(cursor.token.text);
}
