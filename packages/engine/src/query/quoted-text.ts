import { decodeStringAt } from '../logsql/string-literal.ts';

/** A text in quotes at the start of another one. */
export interface QuotedText {
  readonly text: string;
  /** Its length with the quotes, in UTF-16 units. */
  readonly length: number;
}

/** The text in double quotes or backticks that a text begins with, as Go writes such literals; null where none stands. */
export function quotedPrefix(text: string): QuotedText | null {
  if (text[0] !== '"' && text[0] !== '`') return null;
  const literal = decodeStringAt(text, 0);
  return literal === undefined ? null : { text: literal.value, length: literal.end };
}
