import { equalRuns } from '../bytes/equal-runs.ts';
import { levelFromNumber } from '../entry/level.ts';
import { ENTRY_LIMITS } from '../errors/limits.ts';
import { LEAF } from './shape.ts';
import { CLOSE, OPEN, type ShapeNode, type ShapeTrie, type TokenKind } from './shape-trie.ts';

// Longer than 400 lines because: it is the hot loop of ingestion, one pass over every byte that comes in.

const LINE_FEED = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const BRACE_OPEN = 0x7b;
const BRACE_CLOSE = 0x7d;
const BRACKET_OPEN = 0x5b;
const BRACKET_CLOSE = 0x5d;
const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
/** A character that takes one byte takes up to six as an escape. */
const ESCAPE_BYTES_MAX = 6;

/**
 * Scans one JSON object a line: walks the trie of shapes along its members and notes where the values lie. Nothing is
 * copied, allocated or decoded. It accepts a subset of JSON on purpose (no duplicate keys, no lone surrogates, arrays
 * without white space): whatever else is valid is rewritten into that subset first, see `normalizeLine`.
 */
export class JsonLineScanner {
  /** By leaf of the line scanned last: the range of its value, quotes excluded. */
  starts: Int32Array = new Int32Array(ENTRY_LIMITS.fieldsPerLine + 1);
  ends: Int32Array = new Int32Array(ENTRY_LIMITS.fieldsPerLine + 1);
  /** By leaf: 1 where the text holds escapes. */
  escaped: Uint8Array = new Uint8Array(ENTRY_LIMITS.fieldsPerLine + 1);
  hasEscapes = false;
  /** By leaf of a numeric level: the number. */
  levelNumber = 0;
  private readonly trie: ShapeTrie;
  private bytes: Uint8Array;
  private view: DataView;
  /** Where the line scanned last ends: at its line feed, or at the end of the bytes. */
  lineEnd = 0;
  /** Where the value scanned last ends. */
  private at = 0;
  private valueStart = 0;
  private valueEnd = 0;
  private valueEscaped = false;

  constructor(trie: ShapeTrie, bytes: Uint8Array) {
    this.trie = trie;
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** The bytes that the following lines lie in; four bytes more can be read behind the last line. */
  use(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /**
   * Scans the line that begins at `start` and ends at a line feed, or at `end`; where it ends is then in `lineEnd`. Returns the node of its shape, or null when the line is not in the
   * accepted subset. `trusted` lines come from `normalizeLine`: their arrays are known to be valid, and they may hold a note
   * in `parse_error` beyond the limit on fields.
   */
  scan(start: number, end: number, trusted: boolean): ShapeNode | null {
    const { bytes } = this;
    const leavesMax = ENTRY_LIMITS.fieldsPerLine + (trusted ? 1 : 0);
    let node = this.trie.root;
    let leaf = 0;
    this.hasEscapes = false;
    let at = this.skipSpace(start, end);
    if (bytes[at] !== BRACE_OPEN) return null;
    at = this.skipSpace(at + 1, end);
    let expectMember = bytes[at] !== BRACE_CLOSE;
    for (;;) {
      if (expectMember) {
        // One member: find it among the children of the node, the one taken last time first.
        let child: ShapeNode | null = node.hot;
        let valueAt = child === null || child.kind === CLOSE ? -1 : this.afterKey(child, at, end);
        let keyEnd = 0;
        if (valueAt < 0) {
          child = this.recentAt(node, at, end);
          if (child !== null) valueAt = this.afterKey(child, at, end);
        }
        if (valueAt < 0) {
          keyEnd = this.endOfKey(at, end);
          if (keyEnd < 0) return null;
          valueAt = this.afterColon(keyEnd, end);
          if (valueAt < 0) return null;
          child = null;
        } else keyEnd = at + child!.keyLength;
        let kind = this.scanValue(valueAt, end, trusted);
        if (kind === 0) return null;
        if (kind === LEAF.number && child !== null && child.isLevel) kind = this.levelKind();
        if (child === null || child.kind !== kind) {
          child = this.findChild(node, at, keyEnd, kind);
        }
        node.take(child);
        node = child;
        if (child.isRefused) return null;
        if (kind === OPEN) {
          at = this.skipSpace(this.at, end);
          continue;
        }
        if (leaf >= leavesMax) return null;
        this.starts[leaf] = this.valueStart;
        this.ends[leaf] = this.valueEnd;
        this.escaped[leaf] = this.valueEscaped ? 1 : 0;
        if (this.valueEscaped) this.hasEscapes = true;
        leaf++;
        at = this.at;
      }
      if (bytes[at]! <= 0x20) at = this.skipSpace(at, end);
      if (at >= end) return null;
      if (bytes[at] === COMMA && expectMember) {
        at++;
        if (bytes[at]! <= 0x20) at = this.skipSpace(at, end);
        if (bytes[at] !== QUOTE) return null;
        continue;
      }
      if (bytes[at] !== BRACE_CLOSE) return null;
      at++;
      if (node.depth === 0) {
        at = this.skipSpace(at, end);
        this.lineEnd = at;
        return at >= end || bytes[at] === LINE_FEED ? node : null;
      }
      node = this.close(node);
      expectMember = true;
      if (bytes[at]! <= 0x20) at = this.skipSpace(at, end);
      // After a nested object comes a comma or the next closing brace; both are looked at above.
      if (at < end && bytes[at] === COMMA) {
        at++;
        if (bytes[at]! <= 0x20) at = this.skipSpace(at, end);
        if (bytes[at] !== QUOTE) return null;
        continue;
      }
      expectMember = false;
    }
  }

  private skipSpace(from: number, end: number): number {
    const { bytes } = this;
    let at = from;
    while (at < end) {
      const byte = bytes[at]!;
      if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) break;
      at++;
    }
    return at;
  }

  /** Where the value begins if the member at `at` has the key of this node, else -1. */
  private afterKey(child: ShapeNode, at: number, end: number): number {
    const length = child.keyLength;
    if (at + length >= end || !equalRuns(this.view, at, child.keyView, child.keyStart, length)) return -1;
    const { bytes } = this;
    const next = at + length;
    if (bytes[next] === COLON && bytes[next + 1]! > 0x20) return next + 1;
    return this.afterColon(next, end);
  }

  /** The child taken of late whose key begins as the member at `at` does; the last byte of a key is a quote, so that is all of it. */
  private recentAt(node: ShapeNode, at: number, end: number): ShapeNode | null {
    const { recent } = node;
    for (let i = 0; i < recent.length; i++) {
      const candidate = recent[i]!;
      const length = candidate.keyLength;
      if (candidate.kind === CLOSE || at + length >= end) continue;
      if (equalRuns(this.view, at, candidate.keyView, candidate.keyStart, length)) return candidate;
    }
    return null;
  }

  private afterColon(from: number, end: number): number {
    const at = this.skipSpace(from, end);
    return at < end && this.bytes[at] === COLON ? this.skipSpace(at + 1, end) : -1;
  }

  private endOfKey(at: number, end: number): number {
    if (at >= end || this.bytes[at] !== QUOTE) return -1;
    const after = this.scanString(at, end);
    return after < 0 || after - at - 2 > ENTRY_LIMITS.fieldNameBytes * ESCAPE_BYTES_MAX ? -1 : after;
  }

  private findChild(node: ShapeNode, keyStart: number, keyEnd: number, valueKind: TokenKind): ShapeNode {
    const recent = this.findRecent(node, keyStart, keyEnd, valueKind);
    if (recent !== undefined && !recent.isLevel) return recent;
    const child = recent ?? this.trie.child(node, this.view, keyStart, keyEnd, valueKind);
    if (!child.isLevel || valueKind !== LEAF.number) return child;
    const kind = this.levelKind();
    return kind === LEAF.number ? child : this.trie.child(node, this.view, keyStart, keyEnd, kind);
  }

  private findRecent(node: ShapeNode, keyStart: number, keyEnd: number, kind: TokenKind): ShapeNode | undefined {
    const { recent } = node;
    const length = keyEnd - keyStart;
    for (let i = 0; i < recent.length; i++) {
      const candidate = recent[i]!;
      if (candidate.kind !== kind || candidate.keyLength !== length) continue;
      if (equalRuns(this.view, keyStart, candidate.keyView, candidate.keyStart, length)) return candidate;
    }
    return undefined;
  }

  private close(node: ShapeNode): ShapeNode {
    if (node.hot !== null && node.hot.kind === CLOSE) return node.hot;
    const child = this.trie.closing(node);
    node.take(child);
    return child;
  }

  private levelKind(): TokenKind {
    const text = Buffer.from(
      this.bytes.buffer,
      this.bytes.byteOffset + this.valueStart,
      this.valueEnd - this.valueStart,
    ).toString();
    const number = Number(text);
    if (String(number) !== text || levelFromNumber(number) === undefined) return LEAF.number;
    this.levelNumber = number;
    return number < 8 ? LEAF.syslogLevel : LEAF.pinoLevel;
  }

  /** Scans a value, noting its range; returns its kind, or 0. A nested object is only opened. */
  private scanValue(at: number, end: number, trusted: boolean): TokenKind | 0 {
    const { bytes } = this;
    if (at >= end) return 0;
    const first = bytes[at]!;
    this.valueEscaped = false;
    this.valueStart = at;
    if (first === QUOTE) {
      const after = this.scanString(at, end);
      if (after < 0) return 0;
      this.at = after;
      this.valueStart = at + 1;
      this.valueEnd = after - 1;
      return after - at === 2 ? LEAF.emptyString : LEAF.string;
    }
    if (first === MINUS || (first >= ZERO && first <= NINE)) return this.endAt(this.scanNumber(at, end), LEAF.number);
    if (first === BRACE_OPEN) {
      const next = this.skipSpace(at + 1, end);
      if (next < end && bytes[next] === BRACE_CLOSE) return this.endAt(next + 1, LEAF.emptyObject);
      this.at = next;
      return next < end && bytes[next] === QUOTE ? OPEN : 0;
    }
    if (first === BRACKET_OPEN)
      return this.endAt(trusted ? this.skipArray(at, end) : this.scanArray(at, end), LEAF.array);
    if (first === 0x74 && this.isWord(at, end, TRUE)) return this.endAt(at + 4, LEAF.boolean);
    if (first === 0x66 && this.isWord(at, end, FALSE)) return this.endAt(at + 5, LEAF.boolean);
    if (first === 0x6e && this.isWord(at, end, NULL)) return this.endAt(at + 4, LEAF.null);
    return 0;
  }

  private endAt(after: number, kind: TokenKind): TokenKind | 0 {
    this.at = after;
    this.valueEnd = after;
    return after < 0 ? 0 : kind;
  }

  private isWord(at: number, end: number, word: Uint8Array): boolean {
    if (at + word.length > end) return false;
    for (let i = 0; i < word.length; i++) if (this.bytes[at + i] !== word[i]) return false;
    return true;
  }

  /** The position after the closing quote of the string at `at`, or -1. */
  private scanString(at: number, end: number): number {
    const { bytes, view } = this;
    let i = at + 1;
    for (;;) {
      // Most bytes are none of quote, backslash and control: four are looked at together (a byte of a word is zero where the
      // word less one in each byte borrows), and the few around those three one by one.
      for (;;) {
        const word = view.getInt32(i, true);
        const quotes = word ^ 0x22222222;
        const backslashes = word ^ 0x5c5c5c5c;
        const found =
          ((quotes - 0x01010101) & ~quotes) |
          ((backslashes - 0x01010101) & ~backslashes) |
          ((word - 0x20202020) & ~word);
        if ((found & 0x80808080) !== 0) break;
        i += 4;
      }
      let byte = bytes[i]!;
      while (byte !== QUOTE && byte !== BACKSLASH && byte >= 0x20) byte = bytes[++i]!;
      if (i >= end || byte < 0x20) return -1;
      if (byte === QUOTE) return i + 1;
      this.valueEscaped = true;
      const code = bytes[i + 1]!;
      if (code === 0x75) {
        const length = this.unicodeEscape(i, end);
        if (length < 0) return -1;
        i += length;
      } else if (SIMPLE_ESCAPES[code] === 1) i += 2;
      else return -1;
      if (i >= end) return -1;
    }
  }

  /** The length of the `\u` escape at `at`, surrogate pairs taken together; -1 when it is malformed or a lone surrogate. */
  private unicodeEscape(at: number, end: number): number {
    if (at + 6 > end) return -1;
    const unit = hexUnit(this.bytes, at + 2);
    if (unit < 0 || (unit >= 0xdc00 && unit <= 0xdfff)) return -1;
    if (unit < 0xd800 || unit > 0xdbff) return 6;
    if (at + 12 > end || this.bytes[at + 6] !== BACKSLASH || this.bytes[at + 7] !== 0x75) return -1;
    const low = hexUnit(this.bytes, at + 8);
    return low >= 0xdc00 && low <= 0xdfff ? 12 : -1;
  }

  private scanNumber(at: number, end: number): number {
    const { bytes } = this;
    let i = bytes[at] === MINUS ? at + 1 : at;
    if (bytes[i] === ZERO) i++;
    else if (bytes[i]! >= ZERO && bytes[i]! <= NINE) i = this.skipDigits(i);
    else return -1;
    if (bytes[i] === POINT) {
      const after = this.skipDigits(i + 1);
      if (after === i + 1) return -1;
      i = after;
    }
    if (bytes[i] === 0x65 || bytes[i] === 0x45) {
      i++;
      if (bytes[i] === PLUS || bytes[i] === MINUS) i++;
      const after = this.skipDigits(i);
      if (after === i) return -1;
      i = after;
    }
    return i <= end ? i : -1;
  }

  private skipDigits(from: number): number {
    const { bytes } = this;
    let i = from;
    while (bytes[i]! >= ZERO && bytes[i]! <= NINE) i++;
    return i;
  }

  /** An array of plain strings and numbers without white space or escapes; -1 for any other. */
  private scanArray(at: number, end: number): number {
    const { bytes } = this;
    let i = at + 1;
    if (bytes[i] === BRACKET_CLOSE) return i + 1;
    for (;;) {
      if (bytes[i] === QUOTE) {
        i = this.scanString(i, end);
        if (i < 0 || this.valueEscaped) return -1;
      } else {
        i = this.scanNumber(i, end);
        if (i < 0) return -1;
      }
      if (i >= end) return -1;
      if (bytes[i] === BRACKET_CLOSE) return i + 1;
      if (bytes[i] !== COMMA) return -1;
      i++;
    }
  }

  /** The end of an array that is known to be valid. Its text is kept as it stands, escapes included. */
  private skipArray(at: number, end: number): number {
    const { bytes } = this;
    let depth = 0;
    for (let i = at; i < end; ) {
      const byte = bytes[i]!;
      if (byte === QUOTE) {
        i = this.scanString(i, end);
        if (i < 0) return -1;
        continue;
      }
      i++;
      if (byte === BRACKET_OPEN) depth++;
      else if (byte === BRACKET_CLOSE && --depth === 0) {
        this.valueEscaped = false;
        return i;
      }
    }
    return -1;
  }
}

const TRUE = new Uint8Array(Buffer.from('true'));
const FALSE = new Uint8Array(Buffer.from('false'));
const NULL = new Uint8Array(Buffer.from('null'));

const SIMPLE_ESCAPES = new Uint8Array(256);
for (const char of '"\\/bfnrt') SIMPLE_ESCAPES[char.charCodeAt(0)] = 1;

/** The value of four hex digits, or -1. */
export function hexUnit(bytes: Uint8Array, at: number): number {
  let unit = 0;
  for (let i = at; i < at + 4; i++) {
    const byte = bytes[i]!;
    const digit = byte <= NINE ? byte - ZERO : (byte | 0x20) - 0x57;
    if (!(digit >= 0 && digit <= 15) || (byte > NINE && digit < 10)) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}
