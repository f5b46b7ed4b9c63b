import { ENTRY_LIMITS } from '../errors/limits.ts';

/** Why a line is not an entry; the message is what `parse_error` says. */
export class MalformedLineError extends Error {}

/** A key makes the name of a field too long. */
class LongNameError extends MalformedLineError {}

const REPLACED_SURROGATE = 'a lone surrogate was replaced by U+FFFD';
const PARSE_ERROR_KEY = 'parse_error';

/** Keys in order, each with its value as compact JSON. */
type Members = Map<string, string>;

/** A JSON object in the form that `JsonLineScanner` takes. */
export class NormalizedLine {
  /** What could not be kept as it was. */
  readonly problem: string | undefined;
  private readonly members: Members;

  constructor(members: Members, problem: string | undefined) {
    this.members = members;
    this.problem = problem;
  }

  /** The text of the line, with a note in the member `parse_error` (behind what it says already) where one is given. */
  json(note: string | undefined): string {
    if (note === undefined) return writeObject(this.members);
    const said = this.members.get(PARSE_ERROR_KEY);
    const text = said?.startsWith('"') ? (JSON.parse(said) as string) : said;
    // A row that was stored with the note says so already when it is read from a log.
    const isSaid = text === note || text?.endsWith(`; ${note}`) === true;
    const notes = text === undefined ? note : isSaid ? text : `${text}; ${note}`;
    return writeObject(new Map(this.members).set(PARSE_ERROR_KEY, JSON.stringify(notes)));
  }
}

/**
 * Rewrites a JSON object into the form that `JsonLineScanner` takes: no white space, escapes as `JSON.stringify` writes
 * them, the last of duplicate keys at the place of the first, numbers as they stood. An object within the line that has a key which is too long
 * for a field, with its path in front, is kept as text.
 *
 * @throws MalformedLineError when the text is no JSON object or exceeds a limit of `ENTRY_LIMITS`.
 */
export function normalizeLine(text: string): NormalizedLine {
  const parser = new LineParser(text);
  const members = parser.parseEntry();
  return new NormalizedLine(members, parser.hasLoneSurrogate ? REPLACED_SURROGATE : undefined);
}

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
    const members = this.members(1, null);
    this.skipSpace();
    if (this.at < this.text.length) throw this.unexpected('the end of the line');
    return members;
  }

  private members(depth: number, path: string | null): Members {
    this.enter(depth);
    const members: Members = new Map();
    this.at++;
    this.skipSpace();
    if (this.take('}')) return members;
    for (;;) {
      this.skipSpace();
      if (this.text[this.at] !== '"') throw this.unexpected('a key in quotes');
      const key = this.string();
      const name = path === null ? key : `${path}.${key}`;
      if (Buffer.byteLength(name) > ENTRY_LIMITS.fieldNameBytes) {
        throw new LongNameError(
          `a field name is longer than ${ENTRY_LIMITS.fieldNameBytes} bytes: ${name.slice(0, 40).toWellFormed()}…`,
        );
      }
      this.skipSpace();
      if (!this.take(':')) throw this.unexpected("':'");
      members.set(key, this.field(depth, name));
      this.skipSpace();
      if (this.take('}')) return members;
      if (!this.take(',')) throw this.unexpected("',' or '}'");
    }
  }

  /** The value of a member on the way to a leaf: a nested object is more fields, unless it is empty. */
  private field(depth: number, path: string): string {
    this.skipSpace();
    if (this.text[this.at] === '{') {
      const members = this.fieldsUnlessLong(depth + 1, path);
      if (members === undefined) {
        this.countLeaf();
        return JSON.stringify(this.value(depth));
      }
      if (members.size > 0) return writeObject(members);
      this.countLeaf();
      return '{}';
    }
    this.countLeaf();
    return this.value(depth);
  }

  /** The members of the object here; undefined, and nothing is read, where one of them would be a field with too long a name. */
  private fieldsUnlessLong(depth: number, path: string): Members | undefined {
    const { at, leaves } = this;
    try {
      return this.members(depth, path);
    } catch (error) {
      if (!(error instanceof LongNameError)) throw error;
      this.at = at;
      this.leaves = leaves;
      return undefined;
    }
  }

  private countLeaf(): void {
    if (++this.leaves > ENTRY_LIMITS.fieldsPerLine) {
      throw new MalformedLineError(`the line has more than ${ENTRY_LIMITS.fieldsPerLine} fields`);
    }
  }

  /** The value as compact JSON; objects here lie within arrays and are text. */
  private value(depth: number): string {
    this.skipSpace();
    const char = this.text[this.at];
    if (char === '{') return writeObject(this.plainMembers(depth + 1));
    if (char === '[') return this.array(depth + 1);
    if (char === '"') return JSON.stringify(this.string());
    for (const word of ['true', 'false', 'null']) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return word;
      }
    }
    return this.number();
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
      members.set(key, this.value(depth));
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
      items.push(this.value(depth));
      this.skipSpace();
      if (this.take(']')) return `[${items.join(',')}]`;
      if (!this.take(',')) throw this.unexpected("',' or ']'");
    }
  }

  // Texts and numbers can be as long as a line: a regular expression would exhaust its stack on them.
  private string(): string {
    const { text, at: start } = this;
    let end = start + 1;
    for (let code = text.charCodeAt(end); code !== QUOTE; code = text.charCodeAt(end)) {
      if (end >= text.length) throw this.unexpected('a string that ends and whose escapes are valid');
      end += code === BACKSLASH ? 2 : 1;
    }
    this.at = end + 1;
    const value = parseString(text.slice(start, end + 1));
    if (value === undefined) {
      this.at = start;
      throw this.unexpected('a string that ends and whose escapes are valid');
    }
    if (value.isWellFormed()) return value;
    this.hasLoneSurrogate = true;
    return value.toWellFormed();
  }

  private number(): string {
    const start = this.at;
    this.take('-');
    if (!this.take('0')) this.digits(start);
    if (this.take('.')) this.digits(start);
    if (this.take('e') || this.take('E')) {
      if (!this.take('+')) this.take('-');
      this.digits(start);
    }
    return this.text.slice(start, this.at);
  }

  /** One digit or more; without any, the value from `start` on is none. */
  private digits(start: number): void {
    const first = this.at;
    while (isDigit(this.text.charCodeAt(this.at))) this.at++;
    if (this.at > first) return;
    this.at = start;
    throw this.unexpected('a value');
  }

  private enter(depth: number): void {
    if (depth > ENTRY_LIMITS.depth)
      throw new MalformedLineError(`the line is nested deeper than ${ENTRY_LIMITS.depth} levels`);
  }

  private skipSpace(): void {
    while (isSpace(this.text.charCodeAt(this.at))) this.at++;
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

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}

/** Undefined where the text between the quotes has control characters or escapes that JSON does not know. */
function parseString(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return undefined;
  }
}
