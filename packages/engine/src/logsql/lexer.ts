import { isWordCodePoint } from '../bytes/words.ts';
import { decodeStringAt } from './string-literal.ts';
import type { Token } from './token.ts';

const DOT = 0x2e;
const TWO_CHAR_SYMBOLS: ReadonlySet<string> = new Set(['=~', '!~', '!=']);
/** White space and comments, which go from `#` to the end of the line. */
const SPACE = /(?:[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|#[^\n]*)*/y;

/**
 * The tokens of a query, the last one of kind `end`. Never fails: a quote that begins no well-formed string is a
 * symbol, and the parser refuses it where it matters. Takes time linear in the length.
 */
export function lex(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    SPACE.lastIndex = at;
    SPACE.test(text);
    const start = SPACE.lastIndex;
    const token = tokenAt(text, start, start > at);
    tokens.push(token);
    if (token.kind === 'end') return tokens;
    at = token.end;
  }
}

function tokenAt(text: string, start: number, spaceBefore: boolean): Token {
  if (start >= text.length) return { kind: 'end', text: '', keyword: '', start, end: start, spaceBefore };
  const wordEnd = endOfWord(text, start);
  if (wordEnd > start) {
    const word = text.slice(start, wordEnd);
    return { kind: 'word', text: word, keyword: word.toLowerCase(), start, end: wordEnd, spaceBefore };
  }
  const char = String.fromCodePoint(text.codePointAt(start)!);
  if (char === '"' || char === "'" || char === '`') {
    const literal = decodeStringAt(text, start);
    if (literal !== undefined) {
      return { kind: 'string', text: literal.value, keyword: '', start, end: literal.end, spaceBefore };
    }
  }
  const pair = text.slice(start, start + 2);
  const symbol = TWO_CHAR_SYMBOLS.has(pair) ? pair : char;
  return { kind: 'symbol', text: symbol, keyword: symbol, start, end: start + symbol.length, spaceBefore };
}

function endOfWord(text: string, start: number): number {
  let end = start;
  while (end < text.length) {
    const codePoint = text.codePointAt(end)!;
    if (codePoint !== DOT && !isWordCodePoint(codePoint)) break;
    end += codePoint > 0xffff ? 2 : 1;
  }
  return end;
}
