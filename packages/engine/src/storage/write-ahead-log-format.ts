/**
 * The write-ahead log, byte by byte; shared by writer and reader, described in FORMAT.md. All integers are little
 * endian and unsigned.
 *
 *     file    = header record*
 *
 *     header (32 bytes)
 *        0  8  magic            "LAEWAL\r\n"
 *        8  2  format version   2; 1 where only kind 1 occurs
 *       10  2  reserved         0
 *       12  4  reserved         0
 *       16  8  file id          below 2^53
 *       24  4  reserved         0
 *       28  4  CRC-32           of bytes 0 to 27
 *
 *     record (32 bytes and the payload)
 *        0  4  CRC-32           of bytes 4 to the end of the payload, begun with the CRC-32 of the file header
 *        4  4  payload length   at most 1 GiB
 *        8  1  kind             RECORD_KIND; 0 is never written
 *        9  3  reserved         0
 *       12  4  row count
 *       16  8  first sequence   of the rows, which are numbered without a gap; below 2^53
 *       24  8  time of receipt  milliseconds since 1970 as a 64-bit float
 *       32     payload
 *
 * Because a record's checksum begins with that of its file, a record of another log, left over in a recycled disk block
 * or copied there, is not valid here; and a run of zeros is never a record. Magic, version and the place of the header's
 * checksum are the same in every version, so that a newer log is told from a damaged one.
 */
export const LOG_MAGIC: Uint8Array = new TextEncoder().encode('LAEWAL\r\n');
export const LOG_FORMAT_VERSION = 2;

export const LOG_HEADER_BYTES = 32;
export const LOG_HEADER_VERSION_OFFSET = 8;
export const LOG_HEADER_FILE_ID_OFFSET = 16;
export const LOG_HEADER_CRC_OFFSET = 28;

export const RECORD_HEADER_BYTES = 32;
export const RECORD_CRC_OFFSET = 0;
export const RECORD_LENGTH_OFFSET = 4;
export const RECORD_KIND_OFFSET = 8;
export const RECORD_ROW_COUNT_OFFSET = 12;
export const RECORD_FIRST_SEQUENCE_OFFSET = 16;
export const RECORD_NOW_OFFSET = 24;

/** Far above the largest batch that goes through a log; so that a length with a high bit flipped is refused at once. */
export const RECORD_PAYLOAD_BYTES_MAX: number = 1 << 30;

/** Kinds of records. A kind that older readers must not pass over needs a new format version. */
export const RECORD_KIND = {
  /** Rows as NDJSON: a line of JSON for each, every one ended by a line feed. */
  rows: 1,
  /** A line about a batch (`batch-record.ts`), then its rows as in kind 1; since version 2. */
  batch: 2,
  /** Lines about batches whose rows are stored elsewhere; no rows; since version 2. */
  batchIds: 3,
} as const;

/** A record as it goes in and comes out. */
export interface WriteAheadLogRecord {
  /** One of RECORD_KIND; 1 to 255. */
  readonly kind: number;
  /** Sequence number of the first row. */
  readonly firstSequence: number;
  readonly rowCount: number;
  /** When the rows were received, in milliseconds since 1970: the time of rows that have none of their own. */
  readonly nowMs: number;
  readonly payload: Uint8Array;
}

/** Writes a 64-bit integer below 2^53 as two halves: a BigInt for each record would be garbage. */
export function setSafeInteger(view: DataView, offset: number, value: number): void {
  view.setUint32(offset, value >>> 0, true);
  view.setUint32(offset + 4, Math.floor(value / 2 ** 32), true);
}

/** Reads a 64-bit integer; beyond 2^53 it is rounded, so that `Number.isSafeInteger` is false. */
export function getSafeInteger(view: DataView, offset: number): number {
  return view.getUint32(offset + 4, true) * 2 ** 32 + view.getUint32(offset, true);
}
