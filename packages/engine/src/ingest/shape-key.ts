import { equalRuns } from '../bytes/equal-runs.ts';
import { shortHash } from '../bytes/short-hash.ts';

/** A key as it stands in lines. All nodes of a trie that have the key share one. */
export class ShapeKey {
  readonly id: number;
  /** `[start, start + length)` of it are the bytes, quotes and escapes included. */
  readonly view: DataView;
  readonly start: number;
  readonly length: number;
  /** What the key means. */
  readonly text: string;
  /** The length of `text` in UTF-8. */
  readonly textBytes: number;

  /** The bytes are a valid JSON string, or none where there is no key. They must not change. */
  constructor(id: number, view: DataView, start: number, length: number) {
    this.id = id;
    this.view = view;
    this.start = start;
    this.length = length;
    this.text = length === 0 ? '' : internalized(JSON.parse(textOf(view, start, length)) as string);
    this.textBytes = Buffer.byteLength(this.text);
  }
}

/** The keys of lines, each once. */
export class ShapeKeys {
  private count = 0;
  /** By hash of their bytes, the others of the same hash behind them. */
  private readonly chains = new Map<number, ShapeKey[]>();
  /** Memory that many keys share, as lines can have a key each; and how much of it is taken. */
  private memory = new DataView(new ArrayBuffer(0));
  private taken = 0;

  /** The key that the bytes `[start, end)` of `source` are. */
  keyOf(source: DataView, start: number, end: number): ShapeKey {
    const hash = shortHash(source, start, end);
    const chain = this.chains.get(hash);
    const length = end - start;
    for (let i = 0; chain !== undefined && i < chain.length; i++) {
      const key = chain[i]!;
      if (key.length === length && equalRuns(source, start, key.view, key.start, length)) return key;
    }
    const at = this.copy(source, start, length);
    const key = new ShapeKey(++this.count, this.memory, at, length);
    // A list that begins empty would take room for 17.
    if (chain === undefined) this.chains.set(hash, [key]);
    else chain.push(key);
    return key;
  }

  /** Where the copy lies in `memory`. */
  private copy(source: DataView, start: number, length: number): number {
    if (this.taken + length > this.memory.byteLength) {
      const bytes = Math.max(length, Math.min(this.memory.byteLength * 2, MEMORY_BYTES_MAX), MEMORY_BYTES_MIN);
      this.memory = new DataView(new ArrayBuffer(bytes));
      this.taken = 0;
    }
    const at = this.taken;
    for (let i = 0; i < length; i++) this.memory.setUint8(at + i, source.getUint8(start + i));
    this.taken += length;
    return at;
  }
}

const MEMORY_BYTES_MIN = 4 * 1024;
const MEMORY_BYTES_MAX = 256 * 1024;

/** The same text as V8 has the names of members, so that comparing it with one is comparing two addresses. */
function internalized(text: string): string {
  return Object.keys({ [text]: true })[0]!;
}

function textOf(view: DataView, start: number, length: number): string {
  return Buffer.from(view.buffer as ArrayBuffer, view.byteOffset + start, length).toString();
}
