import { crc32 } from 'node:zlib';
import { zstdCompress } from '../bytes/zstd.ts';

const ZSTD_LEVEL = 1;
/**
 * A stream of this size has a frame of its own: streams of different entropy in one frame would share a Huffman table,
 * which cost 7 % of a block. Below it, what a frame costs besides its bytes (20 µs of zstd, some 12 bytes of the
 * directory) is more than it saves.
 */
const OWN_FRAME_BYTES = 8 * 1024;
/** Smaller streams share frames up to this size. */
const SHARED_FRAME_BYTES = 64 * 1024;

/** Where a stream's bytes are. */
export type StreamPlace =
  | { readonly kind: 'constant'; readonly byte: number; readonly length: number }
  | { readonly kind: 'frame'; readonly frame: number; readonly offset: number; readonly length: number };

/** A run of stored bytes: compressed when that helped, with the CRC-32 of the bytes as stored. */
export interface Frame {
  readonly isCompressed: boolean;
  readonly rawLength: number;
  readonly checksum: number;
  readonly stored: Uint8Array;
}

interface OpenFrame {
  readonly number: number;
  readonly pieces: Uint8Array[];
  length: number;
}

/** Packs the streams of a block's columns into frames. */
export class FramePacker {
  private readonly frames: (Frame | null)[] = [];
  private shared: OpenFrame | null = null;

  /** Packs the streams of one column; returns the place of each. */
  pack(streams: readonly Uint8Array[]): StreamPlace[] {
    return streams.map((bytes) => {
      const constant = constantPlace(bytes);
      if (constant !== null) return constant;
      if (bytes.length < OWN_FRAME_BYTES) return append(this.sharedFor(bytes.length), bytes);
      const own = this.open();
      const place = append(own, bytes);
      this.close(own);
      return place;
    });
  }

  /** All frames, in order. */
  finish(): Frame[] {
    if (this.shared !== null) this.close(this.shared);
    this.shared = null;
    return this.frames.map((frame) => frame!);
  }

  private sharedFor(length: number): OpenFrame {
    if (this.shared !== null && this.shared.length + length > SHARED_FRAME_BYTES) {
      this.close(this.shared);
      this.shared = null;
    }
    this.shared ??= this.open();
    return this.shared;
  }

  private open(): OpenFrame {
    this.frames.push(null);
    return { number: this.frames.length - 1, pieces: [], length: 0 };
  }

  private close(frame: OpenFrame): void {
    const isShared = frame.pieces.length > 1;
    const raw = isShared ? concatenate(frame.pieces, frame.length) : frame.pieces[0]!;
    const compressed = zstdCompress(raw, ZSTD_LEVEL);
    const isCompressed = compressed.length < raw.length;
    const stored = isCompressed ? compressed : isShared ? raw.slice() : raw;
    this.frames[frame.number] = { isCompressed, rawLength: raw.length, checksum: crc32(stored), stored };
  }
}

function append(frame: OpenFrame, bytes: Uint8Array): StreamPlace {
  const offset = frame.length;
  frame.pieces.push(bytes);
  frame.length += bytes.length;
  return { kind: 'frame', frame: frame.number, offset, length: bytes.length };
}

/** Scratch: the bytes of a shared frame, until they are compressed. */
const shared = new Uint8Array(SHARED_FRAME_BYTES);

function concatenate(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = shared.subarray(0, length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function constantPlace(bytes: Uint8Array): StreamPlace | null {
  const byte = bytes.length === 0 ? 0 : bytes[0]!;
  return isAll(bytes, byte) ? { kind: 'constant', byte, length: bytes.length } : null;
}

function isAll(bytes: Uint8Array, byte: number): boolean {
  for (let i = 1; i < bytes.length; i++) if (bytes[i] !== byte) return false;
  return true;
}
