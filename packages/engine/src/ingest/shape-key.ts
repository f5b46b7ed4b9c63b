import { equalRuns } from '../bytes/equal-runs.ts';
import { shortHash } from '../bytes/short-hash.ts';

/** A key as it stands in lines. All nodes of a trie that have the key share one. */
export class ShapeKey {
  readonly id: number;
  /** Quotes and escapes included. */
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** What the key means. */
  readonly text: string;
  /** The length of `text` in UTF-8. */
  readonly textBytes: number;

  /** `bytes` are a valid JSON string, or empty where there is no key. */
  constructor(id: number, bytes: Uint8Array) {
    this.id = id;
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.text = bytes.length === 0 ? '' : internalized(JSON.parse(Buffer.from(bytes).toString()) as string);
    this.textBytes = Buffer.byteLength(this.text);
  }
}

/** The keys of lines, each once. */
export class ShapeKeys {
  private count = 0;
  /** By hash of their bytes, the others of the same hash behind them. */
  private readonly chains = new Map<number, ShapeKey[]>();

  /** The key that the bytes `[start, end)` of `source` are. */
  keyOf(source: DataView, start: number, end: number): ShapeKey {
    const hash = shortHash(source, start, end);
    let chain = this.chains.get(hash);
    if (chain === undefined) {
      chain = [];
      this.chains.set(hash, chain);
    }
    const length = end - start;
    for (let i = 0; i < chain.length; i++) {
      const key = chain[i]!;
      if (key.bytes.length === length && equalRuns(source, start, key.view, 0, length)) return key;
    }
    const key = new ShapeKey(++this.count, copyOf(source, start, end));
    chain.push(key);
    return key;
  }
}

/** The same text as V8 has the names of members, so that comparing it with one is comparing two addresses. */
function internalized(text: string): string {
  return Object.keys({ [text]: true })[0]!;
}

function copyOf(source: DataView, start: number, end: number): Uint8Array {
  return new Uint8Array(source.buffer, source.byteOffset + start, end - start).slice();
}
