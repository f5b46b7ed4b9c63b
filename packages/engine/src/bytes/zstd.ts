import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { MalformedBytesError } from './byte-reader.ts';

// A call costs some 50 µs besides its bytes, a smaller or a larger chunk costs more (measured on 200 B and 200 KB).
const CHUNK_SIZE = 64 * 1024;
const compressOptions = new Map<number, { chunkSize: number; params: Record<number, number> }>();

/** Compresses with zstd at a level (1 is the fastest that this project uses). */
export function zstdCompress(bytes: Uint8Array, level: number): Uint8Array {
  let options = compressOptions.get(level);
  if (options === undefined) {
    options = { chunkSize: CHUNK_SIZE, params: { [constants.ZSTD_c_compressionLevel]: level } };
    compressOptions.set(level, options);
  }
  return zstdCompressSync(bytes, options);
}

/** Decompresses one zstd frame or several. @throws MalformedBytesError when the bytes are none, or hold more than `maxBytes`. */
export function zstdDecompress(bytes: Uint8Array, maxBytes: number): Uint8Array {
  let decompressed: Uint8Array;
  try {
    decompressed = zstdDecompressSync(bytes, { chunkSize: CHUNK_SIZE, maxOutputLength: Math.max(maxBytes, 1) });
  } catch (error) {
    throw new MalformedBytesError('bytes are not a zstd frame of the expected size', { cause: error });
  }
  if (decompressed.length > maxBytes) throw new MalformedBytesError(`a zstd frame holds more than ${maxBytes} bytes`);
  return decompressed;
}
