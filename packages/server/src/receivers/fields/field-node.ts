import type { IngestParameters } from './ingest-parameters.ts';

/** The names that the engine reads a time and a message from, in its order. */
export const TIME_NAMES: readonly string[] = ['_time', 'timestamp', '@timestamp', 'time', 'ts'];
export const MESSAGE_NAMES: readonly string[] = ['_msg', 'message', 'msg'];
/** Children are found by their key as it stands in the line; hostile input has no end of keys. */
const NODES_MAX = 50_000;

/** A key at its place in a JSON object, with what the parameters of a request make of its values. */
export interface FieldNode {
  readonly parent: FieldNode | null;
  /** As it stands in the line, with quotes. */
  readonly keyBytes: Uint8Array;
  /** The same with a colon. */
  readonly memberName: Uint8Array;
  /** The keys down to here, joined by dots. */
  readonly path: string;
  /** The same as the engine names the field: without the object `metadata` around it. */
  readonly name: string;
  /** Its place among the names that a message, a time is taken from; -1 for none. */
  readonly messageRank: number;
  readonly timeRank: number;
  /** Its place among the labels of the stream, or -1. */
  readonly label: number;
  readonly isIgnored: boolean;
  readonly isDecolorized: boolean;
  readonly children: Map<string, FieldNode>;
  /** What followed it in the line before; null where nothing has. */
  next: FieldNode | null;
}

/** The keys seen so far, as a tree. Lines of one source have the same keys in the same order, so that most are found at once. */
export class FieldTree {
  readonly #parameters: IngestParameters;
  readonly #messageNames: readonly string[];
  readonly #timeNames: readonly string[];
  readonly #extraNames: ReadonlySet<string>;
  readonly #keepsStream: boolean;
  #root: FieldNode;
  #count = 0;

  /** @param keepsStream whether `_stream` of a line is what a receiver made of it, and no field that a request may leave out */
  constructor(parameters: IngestParameters, keepsStream: boolean) {
    this.#parameters = parameters;
    this.#keepsStream = keepsStream;
    this.#messageNames = [...parameters.messageFields, ...MESSAGE_NAMES];
    this.#timeNames = [...parameters.timeFields, ...TIME_NAMES];
    this.#extraNames = new Set(parameters.extraFields.map(([name]) => name));
    this.#root = this.#newNode(null, new Uint8Array(0), '');
  }

  /** Where a line begins. */
  get root(): FieldNode {
    if (this.#count > NODES_MAX) {
      this.#count = 0;
      this.#root = this.#newNode(null, new Uint8Array(0), '');
    }
    return this.#root;
  }

  /** The key in `bytes[start, end)`, quotes included, within `parent`. @param previous the key before it in the line */
  find(parent: FieldNode, previous: FieldNode, bytes: Uint8Array, start: number, end: number): FieldNode {
    const guess = previous.next;
    if (guess !== null && guess.parent === parent && equals(guess.keyBytes, bytes, start, end)) return guess;
    const key = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
    let node = parent.children.get(key);
    if (node === undefined) {
      const name = JSON.parse(Buffer.from(key, 'latin1').toString()) as string;
      node = this.#newNode(parent, new Uint8Array(bytes.subarray(start, end)), name);
      parent.children.set(key, node);
    }
    previous.next = node;
    return node;
  }

  #newNode(parent: FieldNode | null, keyBytes: Uint8Array, key: string): FieldNode {
    this.#count++;
    const { ignoreFields, decolorizeFields, streamFields } = this.#parameters;
    const isTop = parent === null || parent.parent === null;
    const path = isTop ? key : `${parent.path}.${key}`;
    const name = isTop || (parent.parent.parent === null && parent.path === 'metadata') ? key : `${parent.name}.${key}`;
    const rank = (names: readonly string[], explicit: readonly string[]): number => {
      const place = explicit.findIndex((one) => one === path || one === name);
      return place >= 0 || !isTop ? place : names.indexOf(path, explicit.length);
    };
    return {
      parent,
      keyBytes,
      memberName: Buffer.concat([keyBytes, Buffer.from(':')]),
      path,
      name,
      messageRank: rank(this.#messageNames, this.#parameters.messageFields),
      timeRank: rank(this.#timeNames, this.#parameters.timeFields),
      label: streamFields?.findIndex((one) => one === path || one === name) ?? -1,
      isIgnored:
        !(this.#keepsStream && path === '_stream') &&
        [path, name].some((one) => ignoreFields.has(one) || this.#extraNames.has(one)),
      isDecolorized: decolorizeFields.has(path) || decolorizeFields.has(name),
      children: new Map(),
      next: null,
    };
  }
}

function equals(key: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (key.length !== end - start) return false;
  for (let i = 0; i < key.length; i++) if (key[i] !== bytes[start + i]) return false;
  return true;
}
