import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { MalformedBytesError } from './byte-reader.ts';

/** What comes out of decompression is gathered in chunks of this size at most: a damaged length must not ask for endless memory. */
const CHUNK_SIZE_MAX = 16 * 1024 * 1024;
/** More than any frame is larger than what it holds, for each 128 bytes and besides; Node takes no chunk below 64. */
const CHUNK_SIZE_MIN = 128;
const compressParams = new Map<number, Record<number, number>>();

/** Compresses with zstd at a level (1 is the fastest that this project uses). */
export function zstdCompress(bytes: Uint8Array, level: number): Uint8Array {
  let params = compressParams.get(level);
  if (params === undefined) {
    params = { [constants.ZSTD_c_compressionLevel]: level };
    compressParams.set(level, params);
  }
  // One chunk that the frame is sure to fit: half the time of a call for 2 KB, and no memory for nothing.
  return zstdCompressSync(bytes, { chunkSize: bytes.length + (bytes.length >>> 7) + CHUNK_SIZE_MIN, params });
}

/** Decompresses one zstd frame or several. @throws MalformedBytesError when the bytes are none, or hold more than `maxBytes`. */
export function zstdDecompress(bytes: Uint8Array, maxBytes: number): Uint8Array {
  let decompressed: Buffer;
  // One chunk that holds all and is not full: what is decompressed is kept for long, and its memory with it.
  const chunkSize = Math.min(Math.max(maxBytes + 1, CHUNK_SIZE_MIN), CHUNK_SIZE_MAX);
  try {
    decompressed = zstdDecompressSync(bytes, { chunkSize, maxOutputLength: Math.max(maxBytes, 1) });
  } catch (error) {
    throw new MalformedBytesError('bytes are not a zstd frame of the expected size', { cause: error });
  }
  if (decompressed.length > maxBytes) throw new MalformedBytesError(`a zstd frame holds more than ${maxBytes} bytes`);
  // No Buffer, whose `slice` copies nothing.
  return new Uint8Array(decompressed.buffer, decompressed.byteOffset, decompressed.length);
}
