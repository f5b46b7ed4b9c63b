import * as fs from 'node:fs';
import { Readable, type Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { StorageError } from '../errors/engine-error.ts';
import { storageFailure } from './storage-failure.ts';
import type { Vfs } from './vfs.ts';

const CHUNK_BYTES = 1024 * 1024;

/** A file that is read once from its beginning to its end. */
export interface FileSource {
  /** Bytes of the file, as it lies on the disk; undefined for what has no length, such as a pipe. */
  readonly size: number | undefined;
  /** How many of them have been read. */
  readonly bytesRead: number;
  /**
   * The content. What is compressed by gzip (of any number of members) or zstd (of any number of frames) is decompressed, which
   * is told by the first bytes and not by the name.
   * @throws StorageError naming the file when it cannot be read or decompressed
   */
  chunks(): AsyncIterable<Uint8Array>;
}

/** A file by its path, or the bytes of one that somebody else reads, such as `process.stdin`. */
export type FileInput = string | AsyncIterable<Uint8Array>;

/**
 * Opens a file of the machine, or of `vfs` where one is given.
 * @throws StorageError naming the file
 */
export function openFileSource(input: FileInput, vfs?: Vfs): FileSource {
  return new OpenedSource(input, vfs);
}

class OpenedSource implements FileSource {
  readonly size: number | undefined;
  bytesRead = 0;
  readonly #path: string;
  readonly #raw: AsyncIterable<Uint8Array>;

  constructor(input: FileInput, vfs: Vfs | undefined) {
    this.#path = typeof input === 'string' ? input : 'the stream';
    if (typeof input !== 'string') {
      this.size = undefined;
      this.#raw = input;
    } else if (vfs === undefined) {
      const { size, isFile, descriptor } = openOnDisk(input);
      this.size = isFile ? size : undefined;
      this.#raw = fs.createReadStream(input, { fd: descriptor, highWaterMark: CHUNK_BYTES });
    } else {
      this.size = vfs.size(input);
      this.#raw = readFromVfs(vfs, input);
    }
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    const counted = this.#counted();
    const first = await counted.next();
    if (first.done) return;
    const whole = startingWith(first.value, counted);
    const decompressor = decompressorFor(first.value);
    if (decompressor === undefined) yield* whole;
    else yield* this.#decompressed(whole, decompressor);
  }

  async *#counted(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of this.#raw) {
        this.bytesRead += chunk.length;
        yield chunk;
      }
    } catch (error) {
      throw error instanceof StorageError ? error : storageFailure('read', this.#path, error);
    }
  }

  async *#decompressed(compressed: AsyncIterable<Uint8Array>, decompressor: Transform): AsyncGenerator<Uint8Array> {
    const source = Readable.from(compressed, { objectMode: false });
    // As `pipeline`, but an error of the source is not replaced by one that the pipe was closed early.
    source.on('error', (error) => decompressor.destroy(error));
    source.pipe(decompressor);
    try {
      for await (const chunk of decompressor) yield chunk as Uint8Array;
    } catch (cause) {
      if (cause instanceof StorageError) throw cause;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new StorageError(`cannot decompress ${this.#path}: ${reason}`, { cause });
    } finally {
      source.destroy();
      decompressor.destroy();
    }
  }
}

function openOnDisk(path: string): { size: number; isFile: boolean; descriptor: number } {
  let descriptor: number | undefined;
  try {
    descriptor = fs.openSync(path, 'r');
    const stat = fs.fstatSync(descriptor);
    if (stat.isDirectory()) throw Object.assign(new Error('a directory'), { code: 'EISDIR' });
    return { size: stat.size, isFile: stat.isFile(), descriptor };
  } catch (error) {
    if (descriptor !== undefined) fs.closeSync(descriptor);
    throw storageFailure('read', path, error);
  }
}

async function* readFromVfs(vfs: Vfs, path: string): AsyncGenerator<Uint8Array> {
  const file = vfs.openRead(path);
  try {
    for (let position = 0; ; ) {
      const chunk = new Uint8Array(CHUNK_BYTES);
      const length = file.read(chunk, position);
      if (length > 0) yield chunk.subarray(0, length);
      position += length;
      if (length < CHUNK_BYTES) return;
    }
  } finally {
    file.close();
  }
}

async function* startingWith(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}

function decompressorFor(start: Uint8Array): Transform | undefined {
  const magic = Buffer.from(start.subarray(0, 4)).toString('hex');
  if (magic.startsWith('1f8b')) return zlib.createGunzip({ chunkSize: CHUNK_BYTES });
  if (magic === '28b52ffd') return zlib.createZstdDecompress({ chunkSize: CHUNK_BYTES });
  // A skippable frame of zstd, with which some tools begin (pzstd).
  if (/^5.2a4d18$/.test(magic)) return zlib.createZstdDecompress({ chunkSize: CHUNK_BYTES });
  return undefined;
}
