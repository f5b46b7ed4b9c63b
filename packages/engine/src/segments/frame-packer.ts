import { crc32 } from 'node:zlib';
import { zstdCompress } from '../bytes/zstd.ts';

const ZSTD_LEVEL = 1;
/** Small columns share a frame up to this size: a call of zstd costs more than their bytes. */
const SHARED_FRAME_BYTES = 64 * 1024;
const OWN_FRAME_BYTES = 16 * 1024;
/** Bytes of more than this entropy (bits a byte) do not compress: random ids, digests. */
const RANDOM_ENTROPY = 7.6;
const ENTROPY_SAMPLE = 4096;
const ENTROPY_BYTES_MIN = 1024;

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
    const places = streams.map((bytes) => constantPlace(bytes) ?? (isRandom(bytes) ? this.storeRaw(bytes) : null));
    const compressible = streams.reduce((sum, { length }, i) => sum + (places[i] === null ? length : 0), 0);
    const own = compressible >= OWN_FRAME_BYTES ? this.open() : null;
    const packed = streams.map((bytes, i) => places[i] ?? append(own ?? this.sharedFor(bytes.length), bytes));
    if (own !== null) this.close(own);
    return packed;
  }

  /** All frames, in order. */
  finish(): Frame[] {
    if (this.shared !== null) this.close(this.shared);
    this.shared = null;
    return this.frames.map((frame) => frame!);
  }

  private storeRaw(bytes: Uint8Array): StreamPlace {
    this.frames.push({ isCompressed: false, rawLength: bytes.length, checksum: crc32(bytes), stored: bytes });
    return { kind: 'frame', frame: this.frames.length - 1, offset: 0, length: bytes.length };
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
    const raw = concatenate(frame.pieces, frame.length);
    const compressed = zstdCompress(raw, ZSTD_LEVEL);
    const isCompressed = compressed.length < raw.length;
    const stored = isCompressed ? compressed : raw;
    this.frames[frame.number] = { isCompressed, rawLength: raw.length, checksum: crc32(stored), stored };
  }
}

function append(frame: OpenFrame, bytes: Uint8Array): StreamPlace {
  const offset = frame.length;
  frame.pieces.push(bytes);
  frame.length += bytes.length;
  return { kind: 'frame', frame: frame.number, offset, length: bytes.length };
}

function concatenate(pieces: readonly Uint8Array[], length: number): Uint8Array {
  if (pieces.length === 1) return pieces[0]!;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function constantPlace(bytes: Uint8Array): StreamPlace | null {
  const byte = bytes.length === 0 ? 0 : bytes[0]!;
  for (let i = 1; i < bytes.length; i++) if (bytes[i] !== byte) return null;
  return { kind: 'constant', byte, length: bytes.length };
}

const histogram = new Uint32Array(256);

function isRandom(bytes: Uint8Array): boolean {
  if (bytes.length < ENTROPY_BYTES_MIN) return false;
  histogram.fill(0);
  const step = Math.max(1, Math.floor(bytes.length / ENTROPY_SAMPLE));
  let samples = 0;
  for (let i = 0; i < bytes.length; i += step) {
    histogram[bytes[i]!]!++;
    samples++;
  }
  let entropy = 0;
  for (let byte = 0; byte < 256; byte++) {
    const count = histogram[byte]!;
    if (count > 0) entropy -= (count / samples) * Math.log2(count / samples);
  }
  // A small sample cannot show the full entropy: 1,024 draws of 256 values show some 7.81 bits.
  return entropy > RANDOM_ENTROPY;
}
