import { isAscii } from 'node:buffer';
import { ByteWriter } from './byte-writer.ts';

/** For texts of which most are kept, or none for long. */
const PACK_BYTES = 32 * 1024;

/**
 * Makes many texts at once. They are written as UTF-8 one after the other; what is ASCII becomes one string of which each text is
 * a piece: no call into the decoder and no intermediate string for any of them.
 */
export class TextPacker {
  /** Takes the bytes of the text that `endText` ends. */
  readonly out: ByteWriter;
  private readonly packBytes: number;
  private ends: number[] = [];
  private texts: string[] = [];

  /** @param packBytes How much of a packed string may be kept alive by one text of it. */
  constructor(packBytes: number = PACK_BYTES) {
    this.packBytes = packBytes;
    this.out = new ByteWriter(packBytes + 1024);
  }

  /** Ends the text that was written since the last end. */
  endText(): void {
    this.ends.push(this.out.length);
    if (this.out.length >= this.packBytes) this.unpack();
  }

  /** The texts since the last call, in the order in which they were written. */
  take(): string[] {
    this.unpack();
    const { texts } = this;
    this.texts = [];
    return texts;
  }

  private unpack(): void {
    const bytes = this.out.written();
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const packed = isAscii(bytes) ? buffer.toString('latin1') : null;
    let start = 0;
    for (const end of this.ends) {
      this.texts.push(packed === null ? buffer.toString('utf8', start, end) : packed.substring(start, end));
      start = end;
    }
    this.out.clear();
    this.ends = [];
  }
}
