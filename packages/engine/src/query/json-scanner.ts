import { unescapeJson } from './unescape-json.ts';

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_ARRAY = 91;
const BACKSLASH = 92;
const CLOSE_ARRAY = 93;
const LETTER_F = 102;
const LETTER_N = 110;
const LETTER_T = 116;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/** Deeper nesting is no log record, and recursion over it must not exhaust the stack. */
const DEPTH_MAX = 300;

/** What a scan found of a value: its text as LogsQL sees it, and whether it was a number. */
export type VisitValue = (name: string, text: string, isNumber: boolean) => void;

/** A key with its quotes, as it stands in the text, and the name that it gives behind a prefix. */
interface KnownName {
  readonly prefix: string;
  readonly quoted: string;
  readonly name: string;
}

/** Thrown for every text that is no JSON; one object, for its place does not matter and making one is dear. */
const MALFORMED = new Error('malformed JSON');

/**
 * Takes JSON apart without making objects of it, so that numbers keep their digits. Texts are unescaped; numbers, `true`
 * and `false` are as they stand; arrays are their JSON text without white space, escapes as they stand; null is no value.
 * As the reference does, it takes what many writers put in place of JSON: unknown escapes, which stay, control characters
 * in texts, and numbers that begin with zeros or are rather versions or dates.
 */
export class JsonScanner {
  private text = '';
  private at = 0;
  private depth = 0;
  /** The first backslash that was not passed yet. */
  private backslashAt = -1;
  /** The names of the text before, in their order: mostly the next text has the same, and their strings serve again. */
  private readonly names: KnownName[] = [];
  private nameIndex = 0;

  /**
   * Visits the values of an object, those of objects within it under `outer.inner`. Returns false where the text is no
   * JSON object; some values may have been visited then.
   */
  visitObject(text: string, visit: VisitValue): boolean {
    if (text.charCodeAt(0) !== OPEN_OBJECT) return false;
    return this.run(text, () => this.object('', visit));
  }

  /** The items of an array in order, `null` as its word; undefined where the text is no JSON array. */
  items(text: string): string[] | undefined {
    if (text.charCodeAt(0) !== OPEN_ARRAY) return undefined;
    const items: string[] = [];
    return this.run(text, () => this.array(items)) ? items : undefined;
  }

  private run(text: string, scan: () => void): boolean {
    this.text = text;
    this.at = 0;
    this.depth = 0;
    this.nameIndex = 0;
    this.backslashAt = -1;
    try {
      scan();
      this.skipSpace();
      return this.at === text.length;
    } catch (error) {
      if (error !== MALFORMED) throw error;
      return false;
    }
  }

  private object(prefix: string, visit: VisitValue): void {
    this.enter();
    if (this.next() === CLOSE_OBJECT) {
      this.leave();
      return;
    }
    for (;;) {
      if (this.next() !== QUOTE) throw MALFORMED;
      const name = this.name(prefix);
      if (this.next() !== COLON) throw MALFORMED;
      this.at++;
      this.member(name, visit);
      const separator = this.next();
      if (separator === CLOSE_OBJECT) break;
      if (separator !== COMMA) throw MALFORMED;
      this.at++;
    }
    this.leave();
  }

  private member(name: string, visit: VisitValue): void {
    const first = this.next();
    if (first === QUOTE) visit(name, this.string(), false);
    else if (first === OPEN_OBJECT) this.object(`${name}.`, visit);
    else if (first === OPEN_ARRAY) visit(name, this.compacted(), false);
    else {
      const word = this.word();
      if (word === undefined) visit(name, this.number(), true);
      else if (word !== 'null') visit(name, word, false);
    }
  }

  private array(items: string[]): void {
    this.enter();
    if (this.next() !== CLOSE_ARRAY) {
      for (;;) {
        items.push(this.next() === QUOTE ? this.string() : this.compacted());
        const separator = this.next();
        if (separator === CLOSE_ARRAY) break;
        if (separator !== COMMA) throw MALFORMED;
        this.at++;
      }
    }
    this.leave();
  }

  private enter(): void {
    if (++this.depth > DEPTH_MAX) throw MALFORMED;
    this.at++;
  }

  private leave(): void {
    this.depth--;
    this.at++;
  }

  /** The value at hand as JSON text without white space. */
  private compacted(): string {
    const first = this.next();
    if (first === QUOTE) return this.quoted();
    if (first === OPEN_OBJECT) return this.compactedObject();
    if (first !== OPEN_ARRAY) return this.word() ?? this.number();
    let result = '[';
    this.enter();
    for (let isFirst = true; this.next() !== CLOSE_ARRAY; isFirst = false) {
      if (!isFirst) result += this.separator();
      result += this.compacted();
    }
    this.leave();
    return `${result}]`;
  }

  private compactedObject(): string {
    let result = '{';
    this.enter();
    for (let isFirst = true; this.next() !== CLOSE_OBJECT; isFirst = false) {
      if (!isFirst) result += this.separator();
      if (this.next() !== QUOTE) throw MALFORMED;
      result += this.quoted();
      if (this.next() !== COLON) throw MALFORMED;
      this.at++;
      result += `:${this.compacted()}`;
    }
    this.leave();
    return `${result}}`;
  }

  /** A comma with something behind it. */
  private separator(): string {
    if (this.next() !== COMMA) throw MALFORMED;
    this.at++;
    const behind = this.next();
    if (behind === CLOSE_ARRAY || behind === CLOSE_OBJECT) throw MALFORMED;
    return ',';
  }

  /** The key at hand with what stands before it in the name of its field. */
  private name(prefix: string): string {
    const known = this.names[this.nameIndex];
    if (known !== undefined && known.prefix === prefix && this.text.startsWith(known.quoted, this.at)) {
      this.nameIndex++;
      this.at += known.quoted.length;
      return known.name;
    }
    const start = this.at;
    const name = prefix + this.string();
    this.names[this.nameIndex++] = { prefix, quoted: this.text.slice(start, this.at), name };
    return name;
  }

  /** The text in quotes at hand, unescaped. Control characters may stand in it as they are. */
  private string(): string {
    const start = this.at + 1;
    const end = this.text.indexOf('"', start);
    if (end < 0) throw MALFORMED;
    if (this.backslashAt < start) this.backslashAt = nextOrEnd(this.text, '\\', start);
    if (this.backslashAt < end) return unescapeJson(this.quoted());
    this.at = end + 1;
    return this.text.slice(start, end);
  }

  /** The text at hand as it stands, with its quotes. */
  private quoted(): string {
    const { text, at: start } = this;
    let end = start + 1;
    for (;;) {
      const unit = text.charCodeAt(end);
      if (unit === QUOTE) break;
      if (Number.isNaN(unit)) throw MALFORMED;
      end += unit === BACKSLASH ? 2 : 1;
    }
    this.at = end + 1;
    return text.slice(start, end + 1);
  }

  private number(): string {
    NUMBER.lastIndex = this.at;
    const match = NUMBER.exec(this.text);
    if (match === null) throw MALFORMED;
    this.at = NUMBER.lastIndex;
    return match[0];
  }

  /** `true`, `false` or `null` at hand; undefined where another value stands. */
  private word(): string | undefined {
    const first = this.text.charCodeAt(this.at);
    if (first !== LETTER_T && first !== LETTER_F && first !== LETTER_N) return undefined;
    WORD.lastIndex = this.at;
    const match = WORD.exec(this.text);
    if (match === null) return undefined;
    this.at = WORD.lastIndex;
    return match[0];
  }

  /** Steps over white space; NaN at the end of the text. */
  private next(): number {
    const unit = this.text.charCodeAt(this.at);
    if (unit > 32) return unit;
    this.skipSpace();
    return this.text.charCodeAt(this.at);
  }

  private skipSpace(): void {
    for (;;) {
      const unit = this.text.charCodeAt(this.at);
      if (unit !== 32 && unit !== 10 && unit !== 13 && unit !== 9) return;
      this.at++;
    }
  }
}

/** Many writers put NaN and infinities into JSON, which has no such numbers, and other texts of these characters. */
const NUMBER = /[-+]?(?:inf|nan)|[0-9.e][-+0-9.e]*|[-+][-+0-9.e]+/iy;
const WORD = /true|false|null/y;

function nextOrEnd(text: string, search: string, start: number): number {
  const at = text.indexOf(search, start);
  return at < 0 ? text.length : at;
}
