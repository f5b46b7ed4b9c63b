import { jsonText } from './json-text.ts';
import { quotedPrefix } from './quoted-text.ts';

/** Visits the fields of `a=b c="d e" f`. A name without a value has the empty text; a value without a name has the empty name. */
export function visitLogfmt(text: string, visit: (name: string, value: string) => void): void {
  let at = 0;
  while (at < text.length) {
    const end = nameEnd(text, at);
    const name = text.slice(at, end).trim();
    if (text[end] !== '=') {
      if (name !== '') visit(name, '');
      at = end + 1;
      continue;
    }
    const start = end + 1;
    const quote = text[start];
    const quoted = quote === '"' || quote === '`' ? quotedPrefix(text.slice(start)) : null;
    const space = quoted === null ? text.indexOf(' ', start) : start + quoted.length;
    const stop = space < 0 ? text.length : space;
    const value = quoted === null ? text.slice(start, stop) : quoted.text;
    if (name !== '' || value !== '') visit(name, value);
    if (text[stop] !== ' ') return;
    at = stop + 1;
  }
}

function nameEnd(text: string, at: number): number {
  for (let end = at; end < text.length; end++) if (text[end] === '=' || text[end] === ' ') return end;
  return text.length;
}

/** A value as it stands in logfmt: with white space, quotes or backslashes it is in quotes, as JSON escapes them. */
export function logfmtText(value: string): string {
  return NEEDS_QUOTES.test(value) ? jsonText(value) : value;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among those that need quotes
const NEEDS_QUOTES = /[\x00-\x20"\\]/;
