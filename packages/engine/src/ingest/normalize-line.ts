import { ENTRY_LIMITS } from '../errors/limits.ts';

/** Why a line is not an entry; the message is what `parse_error` says. */
export class MalformedLineError extends Error {}

const REPLACED_SURROGATE = 'a lone surrogate was replaced by U+FFFD';
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids control characters in strings
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SPACE = /[ \t\n\r]*/y;

/**
 * Rewrites a JSON object into the form that `JsonLineScanner` takes: no white space, escapes as `JSON.stringify` writes
 * them, the last of duplicate keys at the place of the first, numbers as they stood. Where something could not be kept as
 * it was, a member `parse_error` says so.
 *
 * @throws MalformedLineError when the text is no JSON object or exceeds a limit of `ENTRY_LIMITS`.
 */
export function normalizeLine(text: string, damage?: string): string {
  const parser = new LineParser(text);
  const members = parser.parseEntry();
  const problem = damage ?? (parser.hasLoneSurrogate ? REPLACED_SURROGATE : undefined);
  if (problem !== undefined) members.set('parse_error', JSON.stringify(problem));
  return writeObject(members);
}

type Members = Map<string, string>;

class LineParser {
  hasLoneSurrogate = false;
  private readonly text: string;
  private at = 0;
  private leaves = 0;

  constructor(text: string) {
    this.text = text;
  }

  parseEntry(): Members {
    this.skipSpace();
    if (this.text[this.at] !== '{') throw new MalformedLineError(this.describe('expected a JSON object'));
    const members = this.members(1, '');
    this.skipSpace();
    if (this.at < this.text.length) throw this.unexpected('the end of the line');
    return members;
  }

  private members(depth: number, path: string): Members {
    this.enter(depth);
    const members: Members = new Map();
    this.at++;
    this.skipSpace();
    if (this.take('}')) return members;
    for (;;) {
      this.skipSpace();
      if (this.text[this.at] !== '"') throw this.unexpected('a key in quotes');
      const key = this.string();
      const name = path === '' ? key : `${path}.${key}`;
      if (Buffer.byteLength(name) > ENTRY_LIMITS.fieldNameBytes) {
        throw new MalformedLineError(
          `a field name is longer than ${ENTRY_LIMITS.fieldNameBytes} bytes: ${name.slice(0, 40)}…`,
        );
      }
      this.skipSpace();
      if (!this.take(':')) throw this.unexpected("':'");
      members.set(key, this.value(depth, name, true));
      this.skipSpace();
      if (this.take('}')) return members;
      if (!this.take(',')) throw this.unexpected("',' or '}'");
    }
  }

  /** The value as compact JSON. Members of objects on the way to a leaf are fields; those inside arrays are text. */
  private value(depth: number, path: string, isField: boolean): string {
    this.skipSpace();
    const char = this.text[this.at];
    if (char === '{') return writeObject(isField ? this.members(depth + 1, path) : this.plainMembers(depth + 1));
    if (isField && ++this.leaves > ENTRY_LIMITS.fieldsPerLine) {
      throw new MalformedLineError(`the line has more than ${ENTRY_LIMITS.fieldsPerLine} fields`);
    }
    if (char === '[') return this.array(depth + 1);
    if (char === '"') return JSON.stringify(this.string());
    for (const word of ['true', 'false', 'null']) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return word;
      }
    }
    const number = this.match(NUMBER);
    if (number === '') throw this.unexpected('a value');
    return number;
  }

  private plainMembers(depth: number): Members {
    this.enter(depth);
    const members: Members = new Map();
    this.at++;
    this.skipSpace();
    if (this.take('}')) return members;
    for (;;) {
      this.skipSpace();
      if (this.text[this.at] !== '"') throw this.unexpected('a key in quotes');
      const key = this.string();
      this.skipSpace();
      if (!this.take(':')) throw this.unexpected("':'");
      members.set(key, this.value(depth, '', false));
      this.skipSpace();
      if (this.take('}')) return members;
      if (!this.take(',')) throw this.unexpected("',' or '}'");
    }
  }

  private array(depth: number): string {
    this.enter(depth);
    this.at++;
    this.skipSpace();
    if (this.take(']')) return '[]';
    const items: string[] = [];
    for (;;) {
      items.push(this.value(depth, '', false));
      this.skipSpace();
      if (this.take(']')) return `[${items.join(',')}]`;
      if (!this.take(',')) throw this.unexpected("',' or ']'");
    }
  }

  private string(): string {
    const start = this.at;
    const raw = this.match(STRING);
    if (raw === '') {
      this.at = start;
      throw this.unexpected('a string that ends and whose escapes are valid');
    }
    const value = JSON.parse(raw) as string;
    if (value.isWellFormed()) return value;
    this.hasLoneSurrogate = true;
    return value.toWellFormed();
  }

  private enter(depth: number): void {
    if (depth > ENTRY_LIMITS.depth)
      throw new MalformedLineError(`the line is nested deeper than ${ENTRY_LIMITS.depth} levels`);
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const matched = pattern.exec(this.text)?.[0] ?? '';
    this.at += matched.length;
    return matched;
  }

  private skipSpace(): void {
    this.match(SPACE);
  }

  private take(char: string): boolean {
    if (this.text[this.at] !== char) return false;
    this.at++;
    return true;
  }

  private unexpected(expected: string): MalformedLineError {
    return new MalformedLineError(this.describe(`expected ${expected}`));
  }

  private describe(problem: string): string {
    if (this.at >= this.text.length) return `not valid JSON: ${problem}, found the end of the line`;
    return `not valid JSON: ${problem} at column ${this.at + 1}, found ${JSON.stringify(this.text.slice(this.at, this.at + 12))}`;
  }
}

function writeObject(members: Members): string {
  let text = '';
  for (const [key, value] of members) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${value}`;
  return `{${text}}`;
}
