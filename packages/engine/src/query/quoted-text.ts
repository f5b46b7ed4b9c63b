/** A text in quotes at the start of another one. */
export interface QuotedText {
  readonly text: string;
  /** Its length with the quotes, in UTF-16 units. */
  readonly length: number;
}

const DOUBLE_QUOTED = /^"(?:[^"\\\n]|\\[^\n])*"/;
const BACK_QUOTED = /^`[^`]*`/;
/** The escapes of Go's string literals. */
const ESCAPE = /\\(?:([abfnrtv\\"])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3}))/y;
const ESCAPED: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
};

/** The text in double quotes or backticks that a text begins with, as Go writes such literals; null where none stands. */
export function quotedPrefix(text: string): QuotedText | null {
  const back = BACK_QUOTED.exec(text);
  if (back !== null) return { text: back[0].slice(1, -1).replaceAll('\r', ''), length: back[0].length };
  const double = DOUBLE_QUOTED.exec(text);
  if (double === null) return null;
  const inner = double[0].slice(1, -1);
  const unquoted = inner.includes('\\') ? withoutEscapes(inner) : inner;
  return unquoted === null ? null : { text: unquoted, length: double[0].length };
}

/** Null where an escape is none. */
function withoutEscapes(text: string): string | null {
  // Escapes of bytes make UTF-8 together, so the whole goes through bytes.
  const parts: Buffer[] = [];
  let at = 0;
  while (at < text.length) {
    const backslash = text.indexOf('\\', at);
    const end = backslash < 0 ? text.length : backslash;
    if (end > at) parts.push(Buffer.from(text.slice(at, end)));
    if (backslash < 0) break;
    ESCAPE.lastIndex = backslash;
    const match = ESCAPE.exec(text);
    const bytes = match === null ? null : bytesOfEscape(match);
    if (bytes === null) return null;
    parts.push(bytes);
    at = ESCAPE.lastIndex;
  }
  return Buffer.concat(parts).toString();
}

function bytesOfEscape([, char, hex, short, long, octal]: RegExpExecArray): Buffer | null {
  if (char !== undefined) return Buffer.from(ESCAPED[char]!);
  if (hex !== undefined) return Buffer.from([Number.parseInt(hex, 16)]);
  if (octal !== undefined) {
    const byte = Number.parseInt(octal, 8);
    return byte > 255 ? null : Buffer.from([byte]);
  }
  const code = Number.parseInt((short ?? long)!, 16);
  const isCharacter = code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isCharacter ? Buffer.from(String.fromCodePoint(code)) : null;
}
