import { InvalidArgumentError } from 'log-analytics-engine';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NINE = 0x39;
const ZERO = 0x30;
const WORDS = ['true', 'false', 'null'].map((word) => Buffer.from(word));
/** Deeper nesting is no log record, and recursion over it must not exhaust the stack. */
const DEPTH_MAX = 128;

const SIMPLE_ESCAPES = new Uint8Array(256);
for (const char of '"\\/bfnrt') SIMPLE_ESCAPES[char.charCodeAt(0)] = 1;

/** Finds where values of JSON begin and end in UTF-8 bytes, and checks them; makes no objects. Its positions are of `bytes`. */
export class JsonScanner {
  readonly bytes: Uint8Array;
  /** Where the text ends; it may lie before the end of the bytes. */
  end: number;
  /** The position behind the object or list that `openObject`, `openList` or `next` has found to end. */
  behind = 0;
  readonly #depthMax: number;

  /** @param depthMax how deep objects and lists may lie in one another */
  constructor(bytes: Uint8Array, end: number = bytes.length, depthMax: number = DEPTH_MAX) {
    this.bytes = bytes;
    this.end = end;
    this.#depthMax = depthMax;
  }

  /** The first position from `at` on that is not white space. */
  space(at: number): number {
    const { bytes, end } = this;
    let i = at;
    while (i < end) {
      const byte = bytes[i]!;
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break;
      i++;
    }
    return i;
  }

  /** The position behind the value at `at`, which is no white space. @throws InvalidArgumentError */
  skip(at: number, depth: number = 0): number {
    const byte = at < this.end ? this.bytes[at]! : 0;
    if (byte === QUOTE) return this.skipString(at);
    if (byte === 0x7b) return this.skipObject(at, depth);
    if (byte === 0x5b) return this.skipList(at, depth);
    if (byte === 0x2d || (byte >= ZERO && byte <= NINE)) return this.skipNumber(at);
    for (const word of WORDS) if (this.isWord(at, word)) return at + word.length;
    throw this.unexpected('a value', at);
  }

  /**
   * Enters the object at `at`. Unlike `members` this leaves values to the caller, so that what lies in one another is read once.
   * @returns the position of the first key; −1 where there is none
   * @throws InvalidArgumentError
   */
  openObject(at: number, depth: number): number {
    return this.#unlessAt(this.opening(at, 0x7b, 'an object', depth), 0x7d);
  }

  /** Enters the list at `at`. @returns the position of the first value; −1 where there is none. @throws InvalidArgumentError */
  openList(at: number, depth: number): number {
    return this.#unlessAt(this.opening(at, 0x5b, 'a list', depth), 0x5d);
  }

  /** Where the next key or value begins behind one that ends at `at`; −1 where none follows. @throws InvalidArgumentError */
  next(at: number, isObject: boolean): number {
    const next = this.space(at);
    if (this.isAt(next, 0x2c)) return this.space(next + 1);
    const close = isObject ? 0x7d : 0x5d;
    if (!this.isAt(next, close)) throw this.unexpected(isObject ? "',' or '}'" : "',' or ']'", next);
    this.behind = next + 1;
    return -1;
  }

  #unlessAt(at: number, close: number): number {
    if (!this.isAt(at, close)) return at;
    this.behind = at + 1;
    return -1;
  }

  /** The members of the object at `at`. @throws InvalidArgumentError where it is none, or ends early */
  *members(at: number, depth: number = 0): Generator<JsonMember, void> {
    let i = this.opening(at, 0x7b, 'an object', depth);
    if (this.isAt(i, 0x7d)) return;
    for (;;) {
      const keyEnd = this.skipString(i);
      const valueStart = this.valueAt(keyEnd);
      const valueEnd = this.skip(valueStart, depth + 1);
      yield { keyStart: i, keyEnd, valueStart, valueEnd };
      const next = this.space(valueEnd);
      if (this.isAt(next, 0x7d)) return;
      if (!this.isAt(next, 0x2c)) throw this.unexpected("',' or '}'", next);
      i = this.space(next + 1);
    }
  }

  /** The values of the list at `at`. @throws InvalidArgumentError where it is none, or ends early */
  *items(at: number, depth: number = 0): Generator<JsonRange, void> {
    let i = this.opening(at, 0x5b, 'a list', depth);
    if (this.isAt(i, 0x5d)) return;
    for (;;) {
      const end = this.skip(i, depth + 1);
      yield { start: i, end };
      const next = this.space(end);
      if (this.isAt(next, 0x5d)) return;
      if (!this.isAt(next, 0x2c)) throw this.unexpected("',' or ']'", next);
      i = this.space(next + 1);
    }
  }

  /** The position behind the string at `at`. @throws InvalidArgumentError where it is none, or its escapes are not JSON's */
  skipString(at: number): number {
    const { bytes, end } = this;
    if (!this.isAt(at, QUOTE)) throw this.unexpected('a string', at);
    let i = at + 1;
    for (;;) {
      let byte = bytes[i]!;
      while (byte !== QUOTE && byte !== BACKSLASH && byte >= 0x20) byte = bytes[++i]!;
      if (i >= end || !(byte >= 0x20)) throw this.unexpected('a string that ends, without bare control characters', i);
      if (byte === QUOTE) return i + 1;
      const code = bytes[i + 1]!;
      if (code === 0x75 && i + 6 <= end && isHex(bytes, i + 2)) i += 6;
      else if (SIMPLE_ESCAPES[code] === 1) i += 2;
      else throw this.unexpected('an escape of JSON', i);
    }
  }

  /** The string at `at`, decoded. @throws InvalidArgumentError where it is none */
  string(at: number): string {
    return JSON.parse(this.source(at, this.skipString(at))) as string;
  }

  /** The text of `[start, end)` as it stands. */
  source(start: number, end: number): string {
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + start, end - start).toString();
  }

  /** @throws InvalidArgumentError unless nothing but white space is left from `at` on */
  requireEnd(at: number): void {
    const next = this.space(at);
    if (next < this.end) throw this.unexpected('the end of the body', next);
  }

  /** The error that says what was expected at a position. */
  unexpected(expected: string, at: number): InvalidArgumentError {
    const found = at >= this.end ? 'the end' : JSON.stringify(this.source(at, Math.min(this.end, at + 12)));
    return new InvalidArgumentError(`not valid JSON: expected ${expected} at byte ${at}, found ${found}`);
  }

  private opening(at: number, brace: number, what: string, depth: number): number {
    if (!this.isAt(at, brace)) throw this.unexpected(what, at);
    if (depth > this.#depthMax)
      throw new InvalidArgumentError(`the JSON is nested deeper than ${this.#depthMax} levels`);
    return this.space(at + 1);
  }

  private skipObject(at: number, depth: number): number {
    let i = this.opening(at, 0x7b, 'an object', depth);
    if (this.isAt(i, 0x7d)) return i + 1;
    for (;;) {
      i = this.space(this.skip(this.valueAt(this.skipString(i)), depth + 1));
      if (this.isAt(i, 0x7d)) return i + 1;
      if (!this.isAt(i, 0x2c)) throw this.unexpected("',' or '}'", i);
      i = this.space(i + 1);
    }
  }

  private skipList(at: number, depth: number): number {
    let i = this.opening(at, 0x5b, 'a list', depth);
    if (this.isAt(i, 0x5d)) return i + 1;
    for (;;) {
      i = this.space(this.skip(i, depth + 1));
      if (this.isAt(i, 0x5d)) return i + 1;
      if (!this.isAt(i, 0x2c)) throw this.unexpected("',' or ']'", i);
      i = this.space(i + 1);
    }
  }

  /** Where the value of the member begins whose key ends at `keyEnd`. */
  valueAt(keyEnd: number): number {
    const colon = this.space(keyEnd);
    if (!this.isAt(colon, 0x3a)) throw this.unexpected("':'", colon);
    return this.space(colon + 1);
  }

  private isAt(at: number, byte: number): boolean {
    return at < this.end && this.bytes[at] === byte;
  }

  private isWord(at: number, word: Uint8Array): boolean {
    if (at + word.length > this.end) return false;
    for (let i = 0; i < word.length; i++) if (this.bytes[at + i] !== word[i]) return false;
    return true;
  }

  private skipNumber(at: number): number {
    let i = this.isAt(at, 0x2d) ? at + 1 : at;
    i = this.isAt(i, ZERO) ? i + 1 : this.skipDigits(i);
    if (this.isAt(i, 0x2e)) i = this.skipDigits(i + 1);
    if (this.isAt(i, 0x65) || this.isAt(i, 0x45)) {
      i++;
      if (this.isAt(i, 0x2b) || this.isAt(i, 0x2d)) i++;
      i = this.skipDigits(i);
    }
    return i;
  }

  private skipDigits(from: number): number {
    const { bytes, end } = this;
    let i = from;
    while (i < end && bytes[i]! >= ZERO && bytes[i]! <= NINE) i++;
    if (i === from) throw this.unexpected('a digit', i);
    return i;
  }
}

/** Positions of a member: its key with quotes, and its value. */
export interface JsonMember {
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

export interface JsonRange {
  readonly start: number;
  readonly end: number;
}

function isHex(bytes: Uint8Array, at: number): boolean {
  for (let i = at; i < at + 4; i++) {
    const byte = bytes[i]!;
    const letter = byte | 0x20;
    if (!((byte >= ZERO && byte <= NINE) || (letter >= 0x61 && letter <= 0x66))) return false;
  }
  return true;
}
