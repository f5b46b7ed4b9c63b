import { MESSAGE_KEYS } from '../entry/entry-keys.ts';
import { levelFromNumber } from '../entry/level.ts';
import { ENTRY_LIMITS } from '../errors/limits.ts';
import { isEntryShape } from './entry-shape.ts';
import type { JsonLineScanner } from './json-line-scanner.ts';
import { LEAF } from './shape.ts';
import { CLOSE, OPEN, type ShapeNode, type ShapeTrie, type TokenKind } from './shape-trie.ts';

/** Beyond this many UTF-16 units a key is surely too long; all of it would be kept otherwise. */
const KEY_UNITS_MAX = ENTRY_LIMITS.fieldNameBytes;
const TEXT_KEYS: ReadonlySet<string> = new Set([...MESSAGE_KEYS, 'level', 'source']);
const SHORT_UNITS_MAX = 32;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Has members only where somebody gave enumerable ones to all objects. */
const PLAIN = {};

/**
 * Walks the members of a ready object along the trie of shapes, as `JsonLineScanner` walks a line, so that no text need be made of
 * it. It takes what is plainly an entry: plain objects, texts, finite numbers, booleans, Dates and flat lists. Whatever else there
 * is, and what an entry must not be, goes the way of text, which knows what JSON makes of it and what to say against it.
 */
export class EntryScanner {
  readonly trie: ShapeTrie;
  /** Where the entry scanned last ends in the trie. */
  end: ShapeNode | null = null;
  private leafCount = 0;
  /** By leaf: the text of its value, `''` where its type says all. */
  private readonly texts: string[] = [];
  /** These texts, one behind the other. */
  private joined = '';
  private levelNumber = 0;
  /** The text of the value looked at last. */
  private text = '';
  private isScanning = false;

  constructor(trie: ShapeTrie) {
    this.trie = trie;
  }

  /** Whether the entry was taken. Runs the caller's code where there are getters, and throws what they throw. */
  scan(entry: unknown): boolean {
    // A getter that stores an entry of its own, while its own entry is looked at.
    if (this.isScanning) return false;
    this.end = null;
    for (const _ in PLAIN) return false;
    if (typeof entry !== 'object' || entry === null || !isPlainObject(entry)) return false;
    this.isScanning = true;
    this.leafCount = 0;
    this.joined = '';
    try {
      const end = this.walk(entry, this.trie.root);
      if (end === null) return false;
      end.takesEntries ??= isEntryShape(this.trie.shapeAt(end));
      if (end.takesEntries) this.end = end;
      return end.takesEntries;
    } finally {
      this.isScanning = false;
    }
  }

  /** UTF-16 units of the texts of the entry that was taken. */
  get units(): number {
    return this.joined.length;
  }

  /**
   * Writes the texts of the entry that was taken, once, and notes in `scanner` where they lie, as if it had scanned them.
   *
   * @returns how many bytes they take; -1 where they have lone surrogates
   */
  write(target: Buffer, start: number, scanner: JsonLineScanner): number {
    const { joined, texts, leafCount } = this;
    this.end = null;
    const isAscii = target.write(joined, start) === joined.length;
    let at = start;
    for (let leaf = 0; leaf < leafCount; leaf++) {
      const text = texts[leaf]!;
      // One by one: halves of two texts may look like one character.
      if (!isAscii && !text.isWellFormed()) return -1;
      scanner.starts[leaf] = at;
      at += isAscii ? text.length : Buffer.byteLength(text);
      scanner.ends[leaf] = at;
      scanner.escaped[leaf] = 0;
    }
    scanner.hasEscapes = false;
    scanner.levelNumber = this.levelNumber;
    return at - start;
  }

  private walk(object: object, from: ShapeNode): ShapeNode | null {
    let node = from;
    for (const key in object) {
      const value = (object as Readonly<Record<string, unknown>>)[key];
      if (value === undefined) continue;
      let kind = this.kindOf(value);
      if (node.depth === 0) {
        if (kind === LEAF.number && key === 'level') kind = this.levelKind(value as number);
        else if (typeof value === 'object' && !mayBe(key, kind, value)) return null;
      }
      if (kind === 0) return null;
      const { hot } = node;
      const child = hot !== null && hot.key.text === key && hot.kind === kind ? hot : this.childOf(node, key, kind);
      if (child === null || child.isRefused) return null;
      node.take(child);
      node = child;
      if (kind === OPEN) {
        const last = this.walk(value as object, child);
        // Nothing was in it when it was looked at again: a getter.
        if (last === null || last === child) return null;
        node = this.close(last);
        continue;
      }
      if (this.leafCount === ENTRY_LIMITS.fieldsPerLine) return null;
      this.texts[this.leafCount++] = this.text;
      this.joined += this.text;
    }
    return node;
  }

  private childOf(node: ShapeNode, key: string, kind: TokenKind): ShapeNode | null {
    const { recent } = node;
    for (let i = 0; i < recent.length; i++) {
      const candidate = recent[i]!;
      if (candidate.kind === kind && candidate.key.text === key) return candidate;
    }
    if (key.length > KEY_UNITS_MAX || !key.isWellFormed()) return null;
    const quoted = Buffer.from(JSON.stringify(key));
    return this.trie.child(node, new DataView(quoted.buffer, quoted.byteOffset, quoted.length), 0, quoted.length, kind);
  }

  private close(node: ShapeNode): ShapeNode {
    if (node.hot !== null && node.hot.kind === CLOSE) return node.hot;
    const child = this.trie.closing(node);
    node.take(child);
    return child;
  }

  /** The type of a value, its text then in `text`; 0 for what is not taken. */
  private kindOf(value: unknown): TokenKind | 0 {
    switch (typeof value) {
      case 'string':
        this.text = value;
        return value === '' ? LEAF.emptyString : LEAF.string;
      case 'number':
        this.text = String(value);
        return Number.isFinite(value) ? LEAF.number : 0;
      case 'boolean':
        this.text = value ? 'true' : 'false';
        return LEAF.boolean;
      case 'object':
        this.text = '';
        return value === null ? LEAF.null : this.kindOfObject(value);
      default:
        return 0;
    }
  }

  private kindOfObject(value: object): TokenKind | 0 {
    if (Array.isArray(value)) return this.kindOfList(value);
    if (value instanceof Date) {
      if (value.toJSON !== Date.prototype.toJSON) return 0;
      const text: unknown = value.toJSON();
      if (typeof text !== 'string' || text === '') return 0;
      this.text = text;
      return LEAF.string;
    }
    if (!isPlainObject(value)) return 0;
    return hasMembers(value) ? OPEN : LEAF.emptyObject;
  }

  private kindOfList(list: readonly unknown[]): TokenKind | 0 {
    // A list may write itself, as an object may.
    if (list.length > ENTRY_LIMITS.fieldsPerLine || (list as { readonly toJSON?: unknown }).toJSON !== undefined)
      return 0;
    let text = '';
    for (let i = 0; i < list.length; i++) {
      const value = list[i];
      if (typeof value !== 'string' || !isShortAndPlain(value)) return this.kindOfOtherList(list);
      text += i === 0 ? `"${value}"` : `,"${value}"`;
    }
    this.text = `[${text}]`;
    return LEAF.array;
  }

  private kindOfOtherList(list: readonly unknown[]): TokenKind | 0 {
    for (let i = 0; i < list.length; i++) {
      const value = list[i];
      const type = typeof value;
      if (type !== 'string' && type !== 'number' && type !== 'boolean' && value !== null) return 0;
    }
    const text = JSON.stringify(list);
    // As lone surrogates are written.
    if (text.includes('\\ud')) return 0;
    this.text = text;
    return LEAF.array;
  }

  private levelKind(number: number): TokenKind {
    if (levelFromNumber(number) === undefined) return LEAF.number;
    this.levelNumber = number;
    return number < 8 ? LEAF.syslogLevel : LEAF.pinoLevel;
  }
}

/** Not those without a prototype: raw JSON is one of them. */
function isPlainObject(value: object): boolean {
  return (
    Object.getPrototypeOf(value) === Object.prototype && (value as { readonly toJSON?: unknown }).toJSON === undefined
  );
}

function hasMembers(object: object): boolean {
  for (const key in object) if ((object as Readonly<Record<string, unknown>>)[key] !== undefined) return true;
  return false;
}

/** Whether JSON surely writes a text as it is. */
function isShortAndPlain(text: string): boolean {
  if (text.length > SHORT_UNITS_MAX) return false;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x20 || unit === QUOTE || unit === BACKSLASH || unit > 0x7e) return false;
  }
  return true;
}

/** Whether an entry may have an object under a key, as far as the type of its JSON does not tell. */
function mayBe(key: string, kind: TokenKind | 0, value: object | null): boolean {
  if (kind === LEAF.array) return key !== 'tags' || isListOfTexts(value as unknown[]);
  // A Date is a time or metadata.
  return kind !== LEAF.string || !TEXT_KEYS.has(key);
}

function isListOfTexts(list: readonly unknown[]): boolean {
  for (let i = 0; i < list.length; i++) if (typeof list[i] !== 'string') return false;
  return true;
}
