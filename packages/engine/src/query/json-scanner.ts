const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;
const COLON = 58;
const OPEN_ARRAY = 91;
const BACKSLASH = 92;
const CLOSE_ARRAY = 93;
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
 * and `false` are as they stand; arrays are their JSON text without white space; null is no value.
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
    else if (first === MINUS || (first >= ZERO && first <= NINE)) visit(name, this.number(), true);
    else {
      const word = this.word();
      if (word !== 'null') visit(name, word, false);
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

  /** The value at hand as JSON text without white space; escapes of texts are the shortest. */
  private compacted(): string {
    const first = this.next();
    if (first === QUOTE) return JSON.stringify(this.string());
    if (first === OPEN_OBJECT) return this.compactedObject();
    if (first !== OPEN_ARRAY) return first === MINUS || (first >= ZERO && first <= NINE) ? this.number() : this.word();
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
      result += JSON.stringify(this.string());
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
    if (this.backslashAt < end) return this.escapedString(this.backslashAt);
    this.at = end + 1;
    return this.text.slice(start, end);
  }

  /** @param at of the first backslash */
  private escapedString(at: number): string {
    const start = this.at;
    let end = at;
    while (end < this.text.length && this.text.charCodeAt(end) !== QUOTE)
      end += this.text.charCodeAt(end) === BACKSLASH ? 2 : 1;
    this.at = end + 1;
    try {
      return JSON.parse(escapeControls(this.text.slice(start, end + 1))) as string;
    } catch {
      throw MALFORMED;
    }
  }

  private number(): string {
    NUMBER.lastIndex = this.at;
    const match = NUMBER.exec(this.text);
    if (match === null) return this.word();
    this.at = NUMBER.lastIndex;
    return match[0];
  }

  private word(): string {
    WORD.lastIndex = this.at;
    const match = WORD.exec(this.text);
    if (match === null) throw MALFORMED;
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

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
/** Many writers put NaN and infinities into JSON, which has no such numbers. */
const WORD = /true|false|null|[nN]a[nN]|-?[iI]nf(?:inity)?/y;

function nextOrEnd(text: string, search: string, start: number): number {
  const at = text.indexOf(search, start);
  return at < 0 ? text.length : at;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROLS = /[\x00-\x1f]/g;

function escapeControls(json: string): string {
  return json.replace(CONTROLS, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
