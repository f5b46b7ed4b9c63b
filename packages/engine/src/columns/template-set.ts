import { ByteWriter } from '../bytes/byte-writer.ts';
import { lowerCase } from '../entry/lower-case.ts';
import { type ByteRanges, equalBytes } from './byte-ranges.ts';

/** Stands for a variable in the bytes of a template. No UTF-8 text holds this byte. */
export const VARIABLE_MARK = 0xff;

/** Templates back to back: constant text in UTF-8 with a `VARIABLE_MARK` for each variable. */
export class TemplateSet {
  readonly bytes: Uint8Array;
  /** `offsets[t]` to `offsets[t + 1]` is template `t`; one more offset than templates. */
  readonly offsets: Uint32Array;
  private cachedPieces: (readonly string[] | undefined)[] | null = null;
  private cachedLower: TemplateSet | null = null;
  private cachedHasVariables: Uint8Array | null = null;

  constructor(bytes: Uint8Array, offsets: Uint32Array) {
    this.bytes = bytes;
    this.offsets = offsets;
  }

  get count(): number {
    return this.offsets.length - 1;
  }

  /** The constant pieces around the variables of a template: one more than it has variables. */
  pieces(template: number): readonly string[] {
    this.cachedPieces ??= new Array<readonly string[] | undefined>(this.count);
    let pieces = this.cachedPieces[template];
    if (pieces === undefined) {
      pieces = this.split(template);
      this.cachedPieces[template] = pieces;
    }
    return pieces;
  }

  /** The number of variables of a template. */
  variableCount(template: number): number {
    return this.variablesBefore(template, this.offsets[template + 1]!);
  }

  /** The number of variables of a template that stand before a position of `bytes`. */
  variablesBefore(template: number, position: number): number {
    let count = 0;
    for (let i = this.offsets[template]!; i < position; i++) if (this.bytes[i] === VARIABLE_MARK) count++;
    return count;
  }

  hasVariables(template: number): boolean {
    if (this.cachedHasVariables === null) {
      this.cachedHasVariables = new Uint8Array(this.count);
      for (let at = this.bytes.indexOf(VARIABLE_MARK); at >= 0; ) {
        const found = this.templateAt(at);
        this.cachedHasVariables[found] = 1;
        at = this.bytes.indexOf(VARIABLE_MARK, this.offsets[found + 1]!);
      }
    }
    return this.cachedHasVariables[template] === 1;
  }

  /** The same templates in lower case (that of `lowerCase`). */
  lowered(): TemplateSet {
    this.cachedLower ??= lowerTemplates(this);
    return this.cachedLower;
  }

  /** The template that a position of `bytes` lies in. */
  templateAt(position: number): number {
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.offsets[middle]! <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private split(template: number): string[] {
    const pieces: string[] = [];
    const end = this.offsets[template + 1]!;
    let start = this.offsets[template]!;
    for (let i = start; i < end; i++) {
      if (this.bytes[i] !== VARIABLE_MARK) continue;
      pieces.push(textOf(this.bytes, start, i));
      start = i + 1;
    }
    pieces.push(textOf(this.bytes, start, end));
    return pieces;
  }
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString();
}

function lowerTemplates(set: TemplateSet): TemplateSet {
  const ascii = lowerAscii(set.bytes);
  if (ascii !== null) return new TemplateSet(ascii, set.offsets);
  const lower = new ByteWriter(set.bytes.length);
  const offsets = new Uint32Array(set.offsets.length);
  for (let template = 0; template < set.count; template++) {
    set.pieces(template).forEach((piece, index) => {
      if (index > 0) lower.u8(VARIABLE_MARK);
      lower.bytes(Buffer.from(lowerCase(piece)));
    });
    offsets[template + 1] = lower.length;
  }
  return new TemplateSet(lower.toBytes(), offsets);
}

/** Null at the first letter outside ASCII, whose lower case may have another length. */
function lowerAscii(bytes: Uint8Array): Uint8Array | null {
  const lower = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte >= 128 && byte !== VARIABLE_MARK) return null;
    lower[i] = byte >= 65 && byte <= 90 ? byte + 32 : byte;
  }
  return lower;
}

/** Collects the distinct templates of a block. */
export class TemplateSetBuilder {
  private bytes: Uint8Array = new Uint8Array(1 << 16);
  private used = 0;
  private offsets: Uint32Array = new Uint32Array(1 << 10);
  private hashes: Uint32Array = new Uint32Array(1 << 10);
  private slots: Int32Array = new Int32Array(1 << 12).fill(-1);
  count = 0;

  get byteLength(): number {
    return this.used;
  }

  /**
   * The number of a text's template, added when it is new. `hash` is of the constant bytes and variable marks; the
   * variables of the text are `variableStarts[first]`, … of the flat arrays, `variableCount` of them.
   */
  intern(
    ranges: ByteRanges,
    index: number,
    hash: number,
    variableStarts: Int32Array,
    variableEnds: Int32Array,
    first: number,
    variableCount: number,
  ): number {
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (let code = this.slots[slot]!; code >= 0; code = this.slots[slot]!) {
      if (
        this.hashes[code] === hash &&
        this.matches(code, ranges, index, variableStarts, variableEnds, first, variableCount)
      )
        return code;
      slot = (slot + 1) & mask;
    }
    const code = this.count++;
    this.slots[slot] = code;
    this.append(code, hash, ranges, index, variableStarts, variableEnds, first, variableCount);
    if (this.count * 2 > this.slots.length) this.growTable();
    return code;
  }

  /** The templates collected. The builder is not used afterwards. */
  finish(): TemplateSet {
    return new TemplateSet(this.bytes.slice(0, this.used), this.offsets.slice(0, this.count + 1));
  }

  private matches(
    code: number,
    ranges: ByteRanges,
    index: number,
    variableStarts: Int32Array,
    variableEnds: Int32Array,
    first: number,
    variableCount: number,
  ): boolean {
    const own = this.bytes;
    let at = this.offsets[code]!;
    const ownEnd = this.offsets[code + 1]!;
    let from = ranges.starts[index]!;
    for (let v = first; v < first + variableCount; v++) {
      const length = variableStarts[v]! - from;
      if (at + length >= ownEnd || own[at + length] !== VARIABLE_MARK) return false;
      if (!equalBytes(ranges.bytes, from, own, at, length)) return false;
      at += length + 1;
      from = variableEnds[v]!;
    }
    const rest = ranges.ends[index]! - from;
    return at + rest === ownEnd && equalBytes(ranges.bytes, from, own, at, rest);
  }

  private append(
    code: number,
    hash: number,
    ranges: ByteRanges,
    index: number,
    variableStarts: Int32Array,
    variableEnds: Int32Array,
    first: number,
    variableCount: number,
  ): void {
    if (code + 2 > this.offsets.length) this.growOffsets();
    const end = ranges.ends[index]!;
    this.reserve(end - ranges.starts[index]! + variableCount);
    let from = ranges.starts[index]!;
    for (let v = first; v < first + variableCount; v++) {
      this.copy(ranges.bytes, from, variableStarts[v]!);
      this.bytes[this.used++] = VARIABLE_MARK;
      from = variableEnds[v]!;
    }
    this.copy(ranges.bytes, from, end);
    this.hashes[code] = hash;
    this.offsets[code + 1] = this.used;
  }

  private copy(bytes: Uint8Array, start: number, end: number): void {
    for (let i = start; i < end; i++) this.bytes[this.used++] = bytes[i]!;
  }

  private reserve(extra: number): void {
    if (this.used + extra <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.used + extra, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.used));
    this.bytes = grown;
  }

  private growOffsets(): void {
    const offsets = new Uint32Array(this.offsets.length * 2);
    offsets.set(this.offsets);
    this.offsets = offsets;
    const hashes = new Uint32Array(this.offsets.length);
    hashes.set(this.hashes);
    this.hashes = hashes;
  }

  private growTable(): void {
    this.slots = new Int32Array(this.slots.length * 2).fill(-1);
    const mask = this.slots.length - 1;
    for (let code = 0; code < this.count; code++) {
      let slot = this.hashes[code]! & mask;
      while (this.slots[slot]! >= 0) slot = (slot + 1) & mask;
      this.slots[slot] = code;
    }
  }
}
