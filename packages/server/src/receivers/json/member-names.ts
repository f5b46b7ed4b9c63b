import type { JsonLineWriter } from './json-line-writer.ts';

/** What a name gets in front that the line has already; as literal metadata whose name has a meaning of its own. */
export const HIDDEN_PREFIX = 'metadata.';

/** Names that the engine reads before all others of their meaning. */
const RESERVED: readonly Uint8Array[] = ['_time', '_stream'].map((name) => Buffer.from(name));

/** Keeps the names of a line's members apart: the first to come keeps its name, the others get `metadata.` in front. */
export class MemberNames {
  readonly #writer: JsonLineWriter;
  #given: readonly Uint8Array[] = [];
  #count = 0;
  /** Names written since `begin`: ranges of bytes. */
  readonly #sources: Uint8Array[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  constructor(writer: JsonLineWriter) {
    this.#writer = writer;
  }

  /** A new line, which has members of these names. */
  begin(names: readonly Uint8Array[]): void {
    this.#given = names;
    this.#count = 0;
  }

  /** Begins a member, named by UTF-8 bytes without escapes. */
  write(bytes: Uint8Array, start: number, end: number): void {
    if (this.isTaken(bytes, start, end)) {
      this.#writer.nameOfString(`${HIDDEN_PREFIX}${Buffer.from(bytes.subarray(start, end)).toString()}`);
      return;
    }
    this.#writer.nameOfBytes(bytes, start, end);
    this.add(bytes, start, end);
  }

  /** The line has a member of this name now. */
  add(bytes: Uint8Array, start: number, end: number): void {
    this.#sources[this.#count] = bytes;
    this.#starts[this.#count] = start;
    this.#ends[this.#count++] = end;
  }

  isTaken(bytes: Uint8Array, start: number, end: number): boolean {
    if (isAmong(RESERVED, bytes, start, end) || isAmong(this.#given, bytes, start, end)) return true;
    for (let i = 0; i < this.#count; i++) {
      if (this.#ends[i]! - this.#starts[i]! !== end - start) continue;
      if (equals(this.#sources[i]!, this.#starts[i]!, bytes, start, end)) return true;
    }
    return false;
  }
}

function isAmong(names: readonly Uint8Array[], bytes: Uint8Array, start: number, end: number): boolean {
  for (const name of names) if (name.length === end - start && equals(name, 0, bytes, start, end)) return true;
  return false;
}

function equals(name: Uint8Array, from: number, bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start, j = from; i < end; i++, j++) if (bytes[i] !== name[j]) return false;
  return true;
}
