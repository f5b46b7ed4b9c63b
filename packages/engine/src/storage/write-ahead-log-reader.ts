import { crc32 } from 'node:zlib';
import { UnsupportedVersionError } from '../errors/engine-error.ts';
import type { Vfs } from './vfs.ts';
import {
  getSafeInteger,
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
  type WriteAheadLogRecord,
} from './write-ahead-log-format.ts';

/** A record and where it stands in the file: `start` inclusive, `end` exclusive. */
export interface StoredRecord extends WriteAheadLogRecord {
  readonly start: number;
  readonly end: number;
}

/** What a log holds. */
export interface WriteAheadLogReport {
  /** `undefined` if the file header is damaged. */
  readonly fileId: number | undefined;
  readonly records: number;
  readonly rows: number;
  /** Where the last record of the valid prefix ends; 0 if not even the header is valid. */
  readonly validLength: number;
  /** `undefined` if the log ends where its last record does. */
  readonly damage: WriteAheadLogDamage | undefined;
}

export interface WriteAheadLogDamage {
  /** Where the first invalid record, or header, begins; the same as `validLength`. */
  readonly damagedAt: number;
  /** A sentence. */
  readonly reason: string;
  /**
   * Where a valid record follows, if one does. Without it the damage may be a write that the end of the process or of
   * the power interrupted, which loses nothing that was acknowledged; with it, records were destroyed after they were written.
   */
  readonly laterRecordAt: number | undefined;
}

export interface ReadWriteAheadLogOptions {
  /** Bytes beyond this length are not looked at, and its absence is damage: the acknowledged length of a log that was given up. */
  readonly acknowledgedLength?: number;
}

/**
 * Calls `visit` with each record of the log's longest valid prefix, in order. Damaged bytes never throw. Payloads are
 * views of memory that belongs to the caller from then on.
 *
 * @throws StorageError if the file cannot be read; UnsupportedVersionError if a newer version of the format wrote it
 */
export function readWriteAheadLog(
  vfs: Vfs,
  path: string,
  visit: (record: StoredRecord) => void,
  { acknowledgedLength = Number.POSITIVE_INFINITY }: ReadWriteAheadLogOptions = {},
): WriteAheadLogReport {
  const content = vfs.readWhole(path);
  const bytes = content.subarray(0, Math.min(content.length, acknowledgedLength));
  const header = readHeader(bytes, path);
  if (typeof header === 'string') {
    const damage = { damagedAt: 0, reason: header, laterRecordAt: undefined };
    return { fileId: undefined, records: 0, rows: 0, validLength: 0, damage };
  }
  const reader = new RecordReader(bytes, header.checksum);
  let records = 0;
  let rows = 0;
  let position = LOG_HEADER_BYTES;
  let reason: string | undefined;
  while (position < bytes.length) {
    const record = reader.read(position);
    if (typeof record === 'string') {
      reason = record;
      break;
    }
    visit(record);
    records += 1;
    rows += record.rowCount;
    position = record.end;
  }
  if (reason === undefined && acknowledgedLength !== Number.POSITIVE_INFINITY && bytes.length < acknowledgedLength) {
    reason = `the file ends there, though ${acknowledgedLength} bytes were acknowledged`;
  }
  const damage =
    reason === undefined ? undefined : { damagedAt: position, reason, laterRecordAt: reader.find(position + 1) };
  return { fileId: header.fileId, records, rows, validLength: position, damage };
}

/** The id and checksum of a file header, or what is wrong with it. */
function readHeader(bytes: Uint8Array, path: string): { fileId: number; checksum: number } | string {
  if (bytes.length < LOG_HEADER_BYTES) return 'the file ends within its header';
  if (LOG_MAGIC.some((byte, index) => bytes[index] !== byte)) return 'the file does not begin as a log does';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const checksum = view.getUint32(LOG_HEADER_CRC_OFFSET, true);
  // The checksum before the version: a flipped bit in the version is damage, not a newer format.
  if (crc32(bytes.subarray(0, LOG_HEADER_CRC_OFFSET)) !== checksum) return 'the checksum of the file header is wrong';
  const version = view.getUint16(LOG_HEADER_VERSION_OFFSET, true);
  if (version > LOG_FORMAT_VERSION) throw new UnsupportedVersionError(path, version, LOG_FORMAT_VERSION);
  const fileId = getSafeInteger(view, LOG_HEADER_FILE_ID_OFFSET);
  if (version === 0 || !Number.isSafeInteger(fileId)) return 'the file header has impossible values';
  return { fileId, checksum };
}

/** Bytes that may be summed up in search of a later record: a bound for content made to look like record headers. */
const SEARCH_BYTES_MAX = 64 * 1024 * 1024;

class RecordReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #seed: number;

  constructor(bytes: Uint8Array, seed: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#seed = seed;
  }

  /** The record at `start`, or what is wrong with it. */
  read(start: number): StoredRecord | string {
    const payloadStart = start + RECORD_HEADER_BYTES;
    if (payloadStart > this.#bytes.length) return 'the file ends within the header of a record';
    const view = this.#view;
    const payloadLength = view.getUint32(start + RECORD_LENGTH_OFFSET, true);
    const end = payloadStart + payloadLength;
    if (payloadLength > RECORD_PAYLOAD_BYTES_MAX) return 'the length of a record is impossible';
    if (end > this.#bytes.length) return 'the file ends within a record';
    const checksum = crc32(this.#bytes.subarray(start + RECORD_LENGTH_OFFSET, end), this.#seed);
    if (checksum !== view.getUint32(start + RECORD_CRC_OFFSET, true)) return 'the checksum of a record is wrong';
    const kind = view.getUint8(start + RECORD_KIND_OFFSET);
    const firstSequence = getSafeInteger(view, start + RECORD_FIRST_SEQUENCE_OFFSET);
    if (kind === 0 || !Number.isSafeInteger(firstSequence)) return 'the header of a record has impossible values';
    return {
      kind,
      firstSequence,
      rowCount: view.getUint32(start + RECORD_ROW_COUNT_OFFSET, true),
      nowMs: view.getFloat64(start + RECORD_NOW_OFFSET, true),
      payload: this.#bytes.subarray(payloadStart, end),
      start,
      end,
    };
  }

  /** Where the first valid record at or after `from` begins. */
  find(from: number): number | undefined {
    const last = this.#bytes.length - RECORD_HEADER_BYTES;
    let budget = SEARCH_BYTES_MAX;
    for (let start = from; start <= last && budget > 0; start++) {
      if (!this.#looksLikeRecord(start)) continue;
      budget -= this.#view.getUint32(start + RECORD_LENGTH_OFFSET, true) + RECORD_HEADER_BYTES;
      if (typeof this.read(start) !== 'string') return start;
    }
    return undefined;
  }

  /** JSON has no zero bytes, so the reserved ones rule out nearly every position before anything is summed up. */
  #looksLikeRecord(start: number): boolean {
    const kindAndReserved = this.#view.getUint32(start + RECORD_KIND_OFFSET, true);
    if (kindAndReserved === 0 || kindAndReserved > 0xff) return false;
    const payloadLength = this.#view.getUint32(start + RECORD_LENGTH_OFFSET, true);
    return start + RECORD_HEADER_BYTES + payloadLength <= this.#bytes.length;
  }
}
