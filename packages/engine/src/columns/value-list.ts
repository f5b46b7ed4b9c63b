import type { ByteWriter } from '../bytes/byte-writer.ts';
import { lowerCase } from '../entry/lower-case.ts';
import { decodeText } from './byte-ranges.ts';

/** A list of texts that become strings only when asked for. */
export interface ValueList {
  readonly count: number;
  text(index: number): string;
}

/** Texts in UTF-8, back to back. */
export class ByteValues implements ValueList {
  readonly bytes: Uint8Array;
  /** `offsets[i]` to `offsets[i + 1]` is the value at `i`; one more offset than values. */
  readonly offsets: Uint32Array;
  private lowered: string | null = null;
  private strings: (string | undefined)[] | null = null;

  constructor(bytes: Uint8Array, offsets: Uint32Array) {
    this.bytes = bytes;
    this.offsets = offsets;
  }

  get count(): number {
    return this.offsets.length - 1;
  }

  /** Whether the texts, one after the other, hold a text; in lower case on both sides where `ignoreCase` is set. */
  includes(text: string, ignoreCase: boolean): boolean {
    if (this.count === 0) return false;
    const buffer = Buffer.from(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length);
    if (!ignoreCase) return buffer.includes(text);
    this.lowered ??= lowerCase(buffer.toString());
    return this.lowered.includes(text);
  }

  /** Writes the bytes of a text. */
  write(index: number, out: ByteWriter): void {
    out.slice(this.bytes, this.offsets[index]!, this.offsets[index + 1]!);
  }

  text(index: number): string {
    this.strings ??= new Array<string | undefined>(this.count);
    let text = this.strings[index];
    if (text === undefined) {
      text = decodeText(this.bytes, this.offsets[index]!, this.offsets[index + 1]!);
      this.strings[index] = text;
    }
    return text;
  }
}
