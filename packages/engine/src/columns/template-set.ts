import { ByteWriter } from '../bytes/byte-writer.ts';
import { lowerCase } from '../entry/lower-case.ts';

/** Stands for a variable in the bytes of a template. No UTF-8 text holds this byte. */
export const VARIABLE_MARK = 0xff;

/** Templates back to back: constant text in UTF-8 with a `VARIABLE_MARK` for each variable. */
export class TemplateSet {
  readonly bytes: Uint8Array;
  /** `offsets[t]` to `offsets[t + 1]` is template `t`; one more offset than templates. */
  readonly offsets: Uint32Array;
  /** Set by a segment, whose blocks share the pieces of a template; null where it does not know them. */
  sharedPieces: ((template: number) => readonly string[] | null) | null = null;
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
      pieces = this.sharedPieces?.(template) ?? this.split(template);
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

  /** By template: 1 where a text of it may begin with a byte: it stands first, or a variable does. */
  mayStartWith(byte: number): Uint8Array {
    const opens = new Uint8Array(this.count);
    for (let template = 0; template < opens.length; template++) {
      const first = this.bytes[this.offsets[template]!];
      if (first === byte || first === VARIABLE_MARK) opens[template] = 1;
    }
    return opens;
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
