/** The quoted strings of LogsQL: `"…"` and `'…'` with the escapes of Go, and raw strings in backticks. */

/** A decoded string and the offset just after its closing quote. */
export interface StringLiteral {
  readonly value: string;
  readonly end: number;
}

const ESCAPED: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/**
 * Decodes the string that begins with the quote at `start`; undefined if it has no closing quote or a wrong escape.
 *
 * In double quotes `\xNN` and `\NNN` are bytes of UTF-8 and a line end is not allowed; in single quotes they are code
 * points. Each kind escapes its own quote only. Backticks take everything but carriage returns as it stands.
 */
export function decodeStringAt(text: string, start: number): StringLiteral | undefined {
  const quote = text[start]!;
  if (quote === '`') {
    const end = text.indexOf('`', start + 1);
    return end < 0 ? undefined : { value: text.slice(start + 1, end).replaceAll('\r', ''), end: end + 1 };
  }
  const decoder = new EscapeDecoder(text, start + 1, quote);
  return decoder.decode();
}

class EscapeDecoder {
  private readonly text: string;
  private readonly quote: string;
  private at: number;
  private value = '';
  /** Bytes of UTF-8 that `\x` and octal escapes have given and that may be part of one character. */
  private bytes: number[] = [];

  constructor(text: string, at: number, quote: string) {
    this.text = text;
    this.at = at;
    this.quote = quote;
  }

  decode(): StringLiteral | undefined {
    let plainStart = this.at;
    while (this.at < this.text.length) {
      const char = this.text[this.at]!;
      if (char === this.quote) {
        this.append(this.text.slice(plainStart, this.at));
        return { value: this.value, end: this.at + 1 };
      }
      if (char === '\n' && this.quote === '"') return undefined;
      if (char === '\\') {
        this.append(this.text.slice(plainStart, this.at));
        this.at++;
        if (!this.escape()) return undefined;
        plainStart = this.at;
      } else this.at++;
    }
    return undefined;
  }

  private append(plain: string): void {
    if (plain !== '' || this.text[this.at] !== '\\') this.flushBytes();
    this.value += plain;
  }

  private flushBytes(): void {
    if (this.bytes.length > 0)
      this.value += new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(this.bytes));
    this.bytes = [];
  }

  private escape(): boolean {
    const char = this.text[this.at] ?? '';
    if (char === 'x') return this.number(this.at + 1, 2, 16, true);
    if (char === 'u') return this.number(this.at + 1, 4, 16, false);
    if (char === 'U') return this.number(this.at + 1, 8, 16, false);
    if (char >= '0' && char <= '7') return this.number(this.at, 3, 8, true);
    const plain = char === this.quote ? char : ESCAPED[char];
    if (plain === undefined) return false;
    this.flushBytes();
    this.value += plain;
    this.at++;
    return true;
  }

  private number(start: number, length: number, base: 8 | 16, isByte: boolean): boolean {
    const digits = this.text.slice(start, start + length);
    if (digits.length < length || !(base === 16 ? /^[0-9a-fA-F]+$/ : /^[0-7]+$/).test(digits)) return false;
    const code = Number.parseInt(digits, base);
    if (isByte && this.quote === '"') {
      if (code > 0xff) return false;
      this.bytes.push(code);
    } else {
      if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) || (isByte && code > 0xff)) return false;
      this.flushBytes();
      this.value += String.fromCodePoint(code);
    }
    this.at = start + length;
    return true;
  }
}

/** A text in double quotes, such that `decodeStringAt` gives it back. */
export function quoteString(text: string): string {
  return `"${text.replace(NEEDS_ESCAPE, escapeChar)}"`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that have to be escaped
const NEEDS_ESCAPE = /["\\\x00-\x1f\x7f]/g;

function escapeChar(char: string): string {
  if (char === '"' || char === '\\') return `\\${char}`;
  for (const [letter, escaped] of Object.entries(ESCAPED)) if (escaped === char) return `\\${letter}`;
  return `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
