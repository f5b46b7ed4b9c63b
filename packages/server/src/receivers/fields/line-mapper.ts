import { InvalidArgumentError } from 'log-analytics-engine';
import { compactJson } from '../json/compact-json.ts';
import { type JsonLineWriter, memberName } from '../json/json-line-writer.ts';
import { JsonScanner } from '../json/json-scanner.ts';
import { type FieldNode, FieldTree } from './field-node.ts';
import type { IngestParameters } from './ingest-parameters.ts';
import { streamText } from './stream-text.ts';
import { isZeroTime } from './zero-time.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BRACE_OPEN = 0x7b;
const BRACKET_OPEN = 0x5b;
const BRACE_CLOSE = 0x7d;
const COMMA = 0x2c;
const COLON = 0x3a;
const LINE_FEED = 0x0a;
const DEPTH_MAX = 128;
const STREAMS_MAX = 10_000;

const TIME = memberName('_time');
const MESSAGE = memberName('_msg');
const STREAM = memberName('_stream');
/** A field that would hide one which the parameters make keeps this prefix, as literal metadata of that name has it. */
const HIDDEN_PREFIX = 'metadata.';

const OPEN = -1;
const CLOSE = -2;

/** Control sequences of terminals: colours, and moves of the cursor. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for
const TERMINAL_SEQUENCE = /\x1b\[[0-?]*[ -/]*[@-~]/g;

/**
 * Does to JSON lines what the parameters of a request say: finds message and time under other names, leaves fields out, adds some,
 * and says in `_stream` which stream a line belongs to. Values stay as they are to the byte. A time of 0, or an empty one, is now.
 * A line that is no JSON object goes through as it is.
 */
export class LineMapper {
  readonly #parameters: IngestParameters;
  readonly #tree: FieldTree;
  readonly #writer: JsonLineWriter;
  readonly #clock: () => number;
  readonly #extras: Uint8Array;
  readonly #extraByName: ReadonlyMap<string, string>;
  readonly #streams = new Map<string, Uint8Array>();
  #scanner = new JsonScanner(new Uint8Array(0));
  /** The line as a list: leaves with the range of their value, and the beginnings and ends of objects. */
  #nodes: FieldNode[] = [];
  #starts: number[] = [];
  #ends: number[] = [];
  #count = 0;
  #previous: FieldNode;
  /** Places in the list; -1 for none. */
  #time = -1;
  #message = -1;
  readonly #labels: number[] = [];
  /** Whether the message stands under a name that the engine does not know; whether it is left out. */
  #isMessageMoved = false;
  #isMessageLeftOut = false;

  /** @param keepsStream whether `_stream` of a line is what a receiver made of it, and no field that a request may leave out */
  constructor(parameters: IngestParameters, writer: JsonLineWriter, clock: () => number, keepsStream: boolean) {
    this.#parameters = parameters;
    this.#tree = new FieldTree(parameters, keepsStream);
    this.#previous = this.#tree.root;
    this.#writer = writer;
    this.#clock = clock;
    this.#extraByName = new Map(parameters.extraFields);
    const extras = [...this.#extraByName].map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
    this.#extras = Buffer.from(extras.join(','));
  }

  /** Writes the lines of `bytes` as the parameters want them. Empty lines are left out. */
  mapLines(bytes: Uint8Array): void {
    for (let start = 0; start < bytes.length; ) {
      let end = bytes.indexOf(LINE_FEED, start);
      if (end < 0) end = bytes.length;
      this.mapLine(bytes, start, end);
      start = end + 1;
    }
  }

  /** Writes one line; `[start, end)` is without its line end. */
  mapLine(bytes: Uint8Array, start: number, end: number): void {
    if (this.#scanner.bytes !== bytes) this.#scanner = new JsonScanner(bytes);
    this.#scanner.end = end;
    this.#begin();
    const first = this.#scanner.space(start);
    if (first >= end) return;
    try {
      const after = this.#scanObject(first, this.#previous, 0);
      if (this.#scanner.space(after) < end) throw this.#scanner.unexpected('the end of the line', after);
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error;
      this.#writer.line(bytes, start, end);
      return;
    }
    this.#write(bytes);
  }

  #begin(): void {
    this.#previous = this.#tree.root;
    this.#count = 0;
    this.#time = -1;
    this.#message = -1;
    this.#labels.fill(-1);
  }

  #scanObject(at: number, parent: FieldNode, depth: number): number {
    const scanner = this.#scanner;
    const { bytes } = scanner;
    if (bytes[at] !== BRACE_OPEN || depth > DEPTH_MAX) throw scanner.unexpected('a JSON object', at);
    let i = scanner.space(at + 1);
    if (bytes[i] === BRACE_CLOSE) return i + 1;
    for (;;) {
      const keyEnd = scanner.skipString(i);
      const node = this.#tree.find(parent, this.#previous, bytes, i, keyEnd);
      this.#previous = node;
      const colon = scanner.space(keyEnd);
      if (bytes[colon] !== COLON) throw scanner.unexpected("':'", colon);
      const value = scanner.space(colon + 1);
      if (bytes[value] === BRACE_OPEN && bytes[scanner.space(value + 1)] !== BRACE_CLOSE) {
        this.#push(node, OPEN, OPEN);
        i = this.#scanObject(value, node, depth + 1);
        this.#push(node, CLOSE, CLOSE);
      } else {
        i = scanner.skip(value, depth);
        this.#leaf(node, value, i);
      }
      i = scanner.space(i);
      if (bytes[i] === BRACE_CLOSE) return i + 1;
      if (bytes[i] !== COMMA) throw scanner.unexpected("',' or '}'", i);
      i = scanner.space(i + 1);
    }
  }

  #push(node: FieldNode, start: number, end: number): void {
    this.#nodes[this.#count] = node;
    this.#starts[this.#count] = start;
    this.#ends[this.#count++] = end;
  }

  #leaf(node: FieldNode, start: number, end: number): void {
    const place = this.#count;
    this.#push(node, start, end);
    if (node.label >= 0) this.#labels[node.label] = place;
    if (node.messageRank < 0 && node.timeRank < 0) return;
    const { bytes } = this.#scanner;
    const isEmpty =
      bytes[start] === 0x6e || bytes[start] === BRACE_OPEN || (bytes[start] === QUOTE && end - start === 2);
    if (isEmpty) return;
    const best = (now: number, rank: (node: FieldNode) => number): number =>
      rank(node) >= 0 && (now < 0 || rank(node) < rank(this.#nodes[now]!)) ? place : now;
    this.#message = best(this.#message, (one) => one.messageRank);
    this.#time = best(this.#time, (one) => one.timeRank);
  }

  #write(bytes: Uint8Array): void {
    const writer = this.#writer;
    this.#judgeMessage();
    writer.open();
    const isTimeMoved = this.#writeTime(bytes);
    if (this.#isMessageMoved && !this.#isMessageLeftOut) {
      writer.name(MESSAGE);
      this.#writeValue(bytes, this.#message);
    }
    if (this.#parameters.streamFields !== undefined) writer.members(this.#streamMember(bytes));
    writer.members(this.#extras);
    // Objects are opened when something is in them.
    let opened = 0;
    const open: FieldNode[] = [];
    // An object whose name is that of another member: its fields stand beside that, under their paths.
    let taken: FieldNode | undefined;
    for (let i = 0; i < this.#count; i++) {
      const node = this.#nodes[i]!;
      const start = this.#starts[i]!;
      if (start === OPEN) {
        if (taken === undefined && this.#isTaken(node, isTimeMoved)) taken = node;
        if (taken === undefined) open.push(node);
      } else if (start === CLOSE) {
        if (node === taken) taken = undefined;
        if (open.at(-1) !== node) continue;
        open.pop();
        if (opened > open.length) {
          writer.close();
          opened--;
        }
      } else {
        if (i === this.#time ? isTimeMoved : this.#isLeftOut(i)) continue;
        for (; opened < open.length; opened++) {
          writer.name(open[opened]!.memberName);
          writer.open();
        }
        if (taken !== undefined) writer.nameOfString(node.path);
        else if (this.#isHidden(node, i, isTimeMoved)) writer.nameOfString(`${HIDDEN_PREFIX}${node.path}`);
        else writer.name(node.memberName);
        this.#writeValue(bytes, i);
      }
    }
    writer.endLine();
  }

  /** A message that is moved is the field `_msg` from then on, for all other parameters. */
  #judgeMessage(): void {
    const { messageFields, ignoreFields } = this.#parameters;
    const node = this.#message < 0 ? undefined : this.#nodes[this.#message]!;
    this.#isMessageMoved = node !== undefined && node.messageRank < messageFields.length && node.path !== '_msg';
    this.#isMessageLeftOut = this.#isMessageMoved
      ? ignoreFields.has('_msg') || this.#extraByName.has('_msg')
      : node?.isIgnored === true;
  }

  /** Whether a field is not written in its place. */
  #isLeftOut(place: number): boolean {
    return place === this.#message ? this.#isMessageMoved || this.#isMessageLeftOut : this.#nodes[place]!.isIgnored;
  }

  /** Whether an object at the top has the name of a member that the parameters make. */
  #isTaken(node: FieldNode, isTimeMoved: boolean): boolean {
    if (node.parent?.parent !== null) return false;
    if (this.#extraByName.has(node.path)) return true;
    if (node.path === '_time') return isTimeMoved;
    if (node.path === '_msg') return this.#isMessageMoved;
    return node.path === '_stream' && this.#parameters.streamFields !== undefined;
  }

  /** Writes a time that has another name, or is now; false where the engine finds it in its place. */
  #writeTime(bytes: Uint8Array): boolean {
    if (this.#time < 0) return false;
    const start = this.#starts[this.#time]!;
    const end = this.#ends[this.#time]!;
    const isZero = isZeroTime(bytes, start, end);
    if (!isZero && this.#nodes[this.#time]!.timeRank >= this.#parameters.timeFields.length) return false;
    this.#writer.name(TIME);
    if (isZero) {
      const nowMs = this.#clock();
      const second = Math.floor(nowMs / 1000);
      this.#writer.time(second, Math.floor(nowMs - second * 1000) * 1_000_000);
    } else this.#writer.raw(bytes, start, end);
    return true;
  }

  /** Whether a member has the name of one that was written already. */
  #isHidden(node: FieldNode, place: number, isTimeMoved: boolean): boolean {
    if (node.parent?.parent !== null) return false;
    if (node.path === '_time') return isTimeMoved && place !== this.#time;
    if (node.path === '_msg') return this.#isMessageMoved && place !== this.#message;
    return node.path === '_stream' && this.#parameters.streamFields !== undefined;
  }

  #writeValue(bytes: Uint8Array, place: number): void {
    const start = this.#starts[place]!;
    const end = this.#ends[place]!;
    const { decolorizeFields } = this.#parameters;
    const isDecolorized =
      this.#nodes[place]!.isDecolorized || (place === this.#message && decolorizeFields.has('_msg'));
    if (isDecolorized && bytes[start] === QUOTE && bytes.subarray(start, end).includes(BACKSLASH)) {
      this.#writer.string(this.#scanner.string(start).replace(TERMINAL_SEQUENCE, ''));
    } else this.#writer.raw(bytes, start, end);
  }

  /** The member `_stream`. Most lines are of a stream that was met before. */
  #streamMember(bytes: Uint8Array): Uint8Array {
    const names = this.#parameters.streamFields!;
    let key = '';
    for (let i = 0; i < names.length; i++) {
      const place = this.#labelPlace(i);
      if (place >= 0) {
        const start = this.#starts[place]!;
        key += Buffer.from(bytes.buffer, bytes.byteOffset + start, this.#ends[place]! - start).toString('latin1');
      }
      key += '\n';
    }
    let member = this.#streams.get(key);
    if (member === undefined) {
      const text = streamText(
        names.map((name, i) => [name, this.#extraByName.get(name) ?? this.#labelValue(bytes, this.#labelPlace(i))]),
      );
      member = Buffer.concat([STREAM, Buffer.from(JSON.stringify(text))]);
      if (this.#streams.size >= STREAMS_MAX) this.#streams.clear();
      this.#streams.set(key, member);
    }
    return member;
  }

  /** Where the value of a label stands, -1 for nowhere: what is left out, and what is message or time, is no label. */
  #labelPlace(label: number): number {
    if (this.#parameters.streamFields![label] === '_msg') return this.#isMessageLeftOut ? -1 : this.#message;
    const place = this.#labels[label] ?? -1;
    if (place < 0 || place === this.#time || this.#isLeftOut(place)) return -1;
    return place;
  }

  #labelValue(bytes: Uint8Array, place: number): string {
    if (place < 0) return '';
    const start = this.#starts[place]!;
    if (bytes[start] === QUOTE) return this.#scanner.string(start);
    const text = this.#scanner.source(start, this.#ends[place]!);
    if (bytes[start] === BRACE_OPEN || text === 'null') return '';
    return bytes[start] === BRACKET_OPEN ? compactJson(text) : text;
  }
}
