import { crc32 } from 'node:zlib';
import { ClosedError, InvalidArgumentError, LimitExceededError, StorageError } from '../errors/engine-error.ts';
import type { Vfs, VfsFile } from './vfs.ts';
import {
  LOG_FORMAT_VERSION,
  LOG_HEADER_BYTES,
  LOG_HEADER_CRC_OFFSET,
  LOG_HEADER_FILE_ID_OFFSET,
  LOG_HEADER_VERSION_OFFSET,
  LOG_MAGIC,
  RECORD_CRC_OFFSET,
  RECORD_FIRST_SEQUENCE_OFFSET,
  RECORD_HEADER_BYTES,
  RECORD_KIND_OFFSET,
  RECORD_LENGTH_OFFSET,
  RECORD_NOW_OFFSET,
  RECORD_PAYLOAD_BYTES_MAX,
  RECORD_ROW_COUNT_OFFSET,
  setSafeInteger,
  type WriteAheadLogRecord,
} from './write-ahead-log-format.ts';

/** Enough for some hundred rows: a write costs little against copying them. */
const GROUP_BUFFER_BYTES = 256 * 1024;

export interface WriteAheadLogWriterOptions {
  /** Records up to a quarter of this are gathered in a buffer of this size before they are written; default 256 KiB. */
  readonly bufferBytes?: number;
}

/**
 * Appends records to one log file.
 *
 *     const log = WriteAheadLogWriter.create(vfs, path, fileId);
 *     log.append(record);  // in a buffer
 *     log.flush();         // with the operating system: survives the end of the process
 *     log.sync();          // on disk: survives a power cut
 *
 * A write or sync that fails poisons the writer: what the file holds beyond `acknowledgedLength` is unknown, every later
 * call is a StorageError with the same cause, and the caller records that length and begins a new file.
 */
export class WriteAheadLogWriter {
  readonly path: string;
  readonly fileId: number;
  readonly #file: VfsFile;
  readonly #seed: number;
  readonly #buffer: Uint8Array;
  readonly #view: DataView;
  #buffered = 0;
  #writtenLength = LOG_HEADER_BYTES;
  #acknowledgedLength = LOG_HEADER_BYTES;
  #failure: StorageError | undefined;
  #closed = false;

  private constructor(file: VfsFile, fileId: number, seed: number, bufferBytes: number) {
    this.path = file.path;
    this.fileId = fileId;
    this.#file = file;
    this.#seed = seed;
    // A record that is not gathered still needs room for its header behind those that were.
    this.#buffer = new Uint8Array(Math.max(bufferBytes, RECORD_HEADER_BYTES) + RECORD_HEADER_BYTES);
    this.#view = new DataView(this.#buffer.buffer);
  }

  /**
   * Creates the file with its header synced. Its entry in the folder is not: list the file in the manifest, which syncs
   * the folder, before acknowledging anything that stands in it.
   *
   * @throws StorageError if there is such a file, or it cannot be written
   */
  static create(
    vfs: Vfs,
    path: string,
    fileId: number,
    { bufferBytes = GROUP_BUFFER_BYTES }: WriteAheadLogWriterOptions = {},
  ): WriteAheadLogWriter {
    if (!Number.isSafeInteger(fileId) || fileId < 0) {
      throw new InvalidArgumentError(`${fileId} is not a file id: expected an integer from 0 to 2^53 − 1`);
    }
    const header = encodeHeader(fileId);
    const file = vfs.create(path);
    try {
      file.append(header);
      file.sync();
    } catch (error) {
      file.close();
      throw error;
    }
    const seed = new DataView(header.buffer).getUint32(LOG_HEADER_CRC_OFFSET, true);
    return new WriteAheadLogWriter(file, fileId, seed, bufferBytes);
  }

  /** Bytes of the file including those still in the buffer; where the next record begins. */
  get length(): number {
    return this.#writtenLength + this.#buffered;
  }

  /** Bytes handed to the operating system. */
  get writtenLength(): number {
    return this.#writtenLength;
  }

  /** Bytes on disk as of the last successful sync: the length at which a poisoned log ends. */
  get acknowledgedLength(): number {
    return this.#acknowledgedLength;
  }

  /** The failure that poisoned this writer. */
  get failure(): StorageError | undefined {
    return this.#failure;
  }

  /**
   * Adds a record. A small one is copied into the buffer, which is written when it is full; a large one is written at
   * once, without a copy, behind what is in the buffer. The payload may be reused afterwards.
   *
   * @returns where the record ends: the log's length from now on
   * @throws StorageError if a write fails, LimitExceededError for a payload beyond 1 GiB
   */
  append(record: WriteAheadLogRecord): number {
    this.#check();
    const { payload } = record;
    if (payload.length > RECORD_PAYLOAD_BYTES_MAX) throw payloadTooLarge(payload.length);
    const bytes = RECORD_HEADER_BYTES + payload.length;
    const capacity = this.#buffer.length - RECORD_HEADER_BYTES;
    if (bytes > capacity >> 2) {
      this.#appendLarge(record);
      return this.#writtenLength;
    }
    if (this.#buffered + bytes > capacity) this.flush();
    const start = this.#buffered;
    const end = start + bytes;
    this.#encodeRecordHeader(start, record);
    this.#buffer.set(payload, start + RECORD_HEADER_BYTES);
    const checksum = crc32(this.#buffer.subarray(start + RECORD_LENGTH_OFFSET, end), this.#seed);
    this.#view.setUint32(start + RECORD_CRC_OFFSET, checksum, true);
    this.#buffered = end;
    return this.#writtenLength + end;
  }

  /** Hands the buffer to the operating system: its records survive the end of the process. @throws StorageError */
  flush(): void {
    this.#check();
    if (this.#buffered > 0) this.#write(this.#buffer.subarray(0, this.#buffered));
  }

  /** Writes the buffer and returns when every record is on disk. @throws StorageError */
  sync(): void {
    this.flush();
    if (this.#acknowledgedLength === this.#writtenLength) return;
    this.#poisonOnFailure(() => this.#file.sync());
    this.#acknowledgedLength = this.#writtenLength;
  }

  /** Syncs, unless the writer is poisoned, and closes the file. A second call does nothing. @throws StorageError if the sync fails; the file is closed even so */
  close(): void {
    if (this.#closed) return;
    try {
      if (this.#failure === undefined) this.sync();
    } finally {
      this.#closed = true;
      this.#file.close();
    }
  }

  #appendLarge(record: WriteAheadLogRecord): void {
    const start = this.#buffered;
    const end = start + RECORD_HEADER_BYTES;
    this.#encodeRecordHeader(start, record);
    const headerChecksum = crc32(this.#buffer.subarray(start + RECORD_LENGTH_OFFSET, end), this.#seed);
    this.#view.setUint32(start + RECORD_CRC_OFFSET, crc32(record.payload, headerChecksum), true);
    this.#write(this.#buffer.subarray(0, end), record.payload);
  }

  #encodeRecordHeader(start: number, { kind, rowCount, firstSequence, nowMs, payload }: WriteAheadLogRecord): void {
    const view = this.#view;
    view.setUint32(start + RECORD_LENGTH_OFFSET, payload.length, true);
    // The kind and three reserved bytes, which the buffer's last record must not shine through.
    view.setUint32(start + RECORD_KIND_OFFSET, kind & 0xff, true);
    view.setUint32(start + RECORD_ROW_COUNT_OFFSET, rowCount, true);
    setSafeInteger(view, start + RECORD_FIRST_SEQUENCE_OFFSET, firstSequence);
    view.setFloat64(start + RECORD_NOW_OFFSET, nowMs, true);
  }

  #write(first: Uint8Array, second?: Uint8Array): void {
    this.#poisonOnFailure(() => {
      if (second === undefined) this.#file.append(first);
      else this.#file.append(first, second);
    });
    this.#buffered = 0;
    this.#writtenLength += first.length + (second?.length ?? 0);
  }

  #poisonOnFailure(action: () => void): void {
    try {
      action();
    } catch (error) {
      // A Vfs throws nothing else; were it to, the file would be no less in doubt.
      this.#failure = error instanceof StorageError ? error : new StorageError(String(error), { cause: error });
      throw error;
    }
  }

  #check(): void {
    if (this.#closed) throw new ClosedError('writing to the log');
    if (this.#failure === undefined) return;
    throw new StorageError(`${this.path} was given up at byte ${this.#acknowledgedLength}: ${this.#failure.message}`, {
      cause: this.#failure.cause,
    });
  }
}

function encodeHeader(fileId: number): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(LOG_HEADER_BYTES);
  const view = new DataView(header.buffer);
  header.set(LOG_MAGIC);
  view.setUint16(LOG_HEADER_VERSION_OFFSET, LOG_FORMAT_VERSION, true);
  setSafeInteger(view, LOG_HEADER_FILE_ID_OFFSET, fileId);
  view.setUint32(LOG_HEADER_CRC_OFFSET, crc32(header.subarray(0, LOG_HEADER_CRC_OFFSET)), true);
  return header;
}

function payloadTooLarge(actual: number): LimitExceededError {
  const allowed = RECORD_PAYLOAD_BYTES_MAX;
  return new LimitExceededError(
    `a record of ${actual} bytes does not fit into the log; split it into records of at most ${allowed}`,
    {
      limit: 'log record bytes',
      allowed,
      actual,
    },
  );
}
