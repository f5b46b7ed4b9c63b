import { memberName } from './json-line-writer.ts';
import { HIDDEN_PREFIX } from './member-names.ts';

/** Children beyond these are not kept: senders whose lines are that different gain nothing from it. */
const CHILDREN_MAX = 16;
/** Names that the engine reads before all others of their meaning. */
const RESERVED: readonly Uint8Array[] = ['_time', '_stream'].map((name) => Buffer.from(name));

/**
 * A member of lines at its place: lines that have had the same members so far share it. It knows under which name the member is written: names that the
 * line has already get `metadata.` in front. Lines of one source take the same path again and again, so that a name is compared once.
 */
export class MemberTrie {
  /** The name as `JsonLineWriter.name` takes it. */
  readonly ready: Uint8Array;
  readonly #key: Uint8Array;
  readonly #parent: MemberTrie | undefined;
  readonly #given: readonly Uint8Array[];
  readonly #children: MemberTrie[] = [];
  #hot: MemberTrie | undefined;

  private constructor(parent: MemberTrie | undefined, key: Uint8Array, given: readonly Uint8Array[], isTaken: boolean) {
    this.#parent = parent;
    this.#key = key;
    this.#given = given;
    const name = Buffer.from(key).toString();
    this.ready = memberName(isTaken ? `${HIDDEN_PREFIX}${name}` : name);
  }

  /** Where lines begin that have members of these names. */
  static root(given: readonly Uint8Array[]): MemberTrie {
    return new MemberTrie(undefined, new Uint8Array(0), [...RESERVED, ...given], false);
  }

  /** The member behind this one that is named by the UTF-8 bytes `[start, end)`. */
  next(bytes: Uint8Array, start: number, end: number): MemberTrie {
    if (this.#hot !== undefined && isSame(this.#hot.#key, bytes, start, end)) return this.#hot;
    const child =
      this.#children.find((one) => isSame(one.#key, bytes, start, end)) ??
      this.#add(new Uint8Array(bytes.subarray(start, end)));
    this.#hot = child;
    return child;
  }

  #add(key: Uint8Array): MemberTrie {
    const child = new MemberTrie(this, key, this.#given, this.#isTaken(key));
    if (this.#children.length < CHILDREN_MAX) this.#children.push(child);
    return child;
  }

  #isTaken(key: Uint8Array): boolean {
    if (this.#given.some((name) => isSame(name, key, 0, key.length))) return true;
    for (let node: MemberTrie = this; node.#parent !== undefined; node = node.#parent) {
      if (isSame(node.#key, key, 0, key.length)) return true;
    }
    return false;
  }
}

function isSame(name: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let i = start, j = 0; i < end; i++, j++) if (bytes[i] !== name[j]) return false;
  return true;
}
