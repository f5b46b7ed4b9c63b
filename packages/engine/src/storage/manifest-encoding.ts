import { crc32 } from 'node:zlib';
import { InvalidArgumentError } from '../errors/engine-error.ts';
import type {
  JsonValue,
  Manifest,
  ObsoleteFile,
  QuarantinedFile,
  SealedSegment,
  Tombstones,
  UnsealedFile,
} from './manifest.ts';

/**
 * The bytes of a manifest; all integers are little endian:
 *
 *     header (24 bytes)
 *        0  8  magic           "LAEMAN\r\n"
 *        8  2  format version  1
 *       10  2  reserved        0
 *       12  4  body length     the file ends with the body
 *       16  4  reserved        0
 *       20  4  CRC-32          of bytes 0 to 19 and the body
 *     body    the Manifest as JSON in UTF-8
 *
 * Magic, version and checksum are at the same place and cover the same in every version.
 */
export const MANIFEST_MAGIC: Uint8Array = new TextEncoder().encode('LAEMAN\r\n');
export const MANIFEST_FORMAT_VERSION = 1;
export const MANIFEST_HEADER_BYTES = 24;
const VERSION_OFFSET = 8;
const LENGTH_OFFSET = 12;
const CRC_OFFSET = 20;

/** A manifest, the version of one that is newer than this release, or what is wrong with the bytes. */
export type DecodedManifest =
  | { readonly kind: 'manifest'; readonly manifest: Manifest }
  | { readonly kind: 'newer'; readonly version: number }
  | { readonly kind: 'damaged'; readonly reason: string };

/** @throws InvalidArgumentError if it would not be read back, for a number that JSON does not have, say */
export function encodeManifest(manifest: Manifest): Uint8Array {
  // Spread over lines, for the people who will look at it in an emergency.
  const body = new TextEncoder().encode(`${JSON.stringify(manifest, undefined, 1)}\n`);
  const bytes = new Uint8Array(MANIFEST_HEADER_BYTES + body.length);
  const view = new DataView(bytes.buffer);
  bytes.set(MANIFEST_MAGIC);
  view.setUint16(VERSION_OFFSET, MANIFEST_FORMAT_VERSION, true);
  view.setUint32(LENGTH_OFFSET, body.length, true);
  bytes.set(body, MANIFEST_HEADER_BYTES);
  view.setUint32(CRC_OFFSET, checksumOf(bytes), true);
  // A manifest that nobody can read back loses more than any error here does.
  const decoded = decodeManifest(bytes);
  if (decoded.kind === 'damaged') throw new InvalidArgumentError(`the manifest cannot be written: ${decoded.reason}`);
  return bytes;
}

/** Never throws, whatever the bytes. */
export function decodeManifest(bytes: Uint8Array): DecodedManifest {
  if (bytes.length < MANIFEST_HEADER_BYTES) return damaged('it ends within its header');
  if (MANIFEST_MAGIC.some((byte, index) => bytes[index] !== byte))
    return damaged('it does not begin as a manifest does');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(LENGTH_OFFSET, true) !== bytes.length - MANIFEST_HEADER_BYTES)
    return damaged('its length is wrong');
  if (view.getUint32(CRC_OFFSET, true) !== checksumOf(bytes)) return damaged('its checksum is wrong');
  const version = view.getUint16(VERSION_OFFSET, true);
  if (version > MANIFEST_FORMAT_VERSION) return { kind: 'newer', version };
  try {
    const body: unknown = JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(MANIFEST_HEADER_BYTES)),
    );
    return { kind: 'manifest', manifest: manifestOf(fieldsOf(body)) };
  } catch (error) {
    return damaged(`its body is not a manifest: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function damaged(reason: string): DecodedManifest {
  return { kind: 'damaged', reason };
}

function checksumOf(bytes: Uint8Array): number {
  return crc32(bytes.subarray(MANIFEST_HEADER_BYTES), crc32(bytes.subarray(0, CRC_OFFSET)));
}

// Below: the body is checked although its checksum was right, for a person may have edited it, or a bug written it.

type Fields = Readonly<Record<string, unknown>>;

function manifestOf(fields: Fields): Manifest {
  return {
    generation: count(fields, 'generation'),
    nextFileId: count(fields, 'nextFileId'),
    nextSequence: count(fields, 'nextSequence'),
    sealedSegments: list(fields, 'sealedSegments', sealedSegmentOf),
    openSegment: fields.openSegment === null ? null : unsealedFileOf(fieldsOf(fields.openSegment)),
    closedSegments: list(fields, 'closedSegments', unsealedFileOf),
    writeAheadLogs: list(fields, 'writeAheadLogs', unsealedFileOf),
    obsolete: list(fields, 'obsolete', obsoleteFileOf),
    quarantined: list(fields, 'quarantined', quarantinedFileOf),
    properties: fieldsOf(fields.properties) as Record<string, JsonValue>,
  };
}

function sealedSegmentOf(fields: Fields): SealedSegment {
  return {
    file: name(fields),
    bytes: count(fields, 'bytes'),
    rows: count(fields, 'rows'),
    minTimeMs: number(fields, 'minTimeMs'),
    maxTimeMs: number(fields, 'maxTimeMs'),
    firstSequence: count(fields, 'firstSequence'),
    lastSequence: count(fields, 'lastSequence'),
    ...tombstonesOf(fields),
  };
}

function unsealedFileOf(fields: Fields): UnsealedFile {
  const length =
    fields.acknowledgedLength === undefined ? {} : { acknowledgedLength: count(fields, 'acknowledgedLength') };
  return { file: name(fields), ...length, ...tombstonesOf(fields) };
}

function tombstonesOf(fields: Fields): { tombstones?: Tombstones } {
  if (fields.tombstones === undefined) return {};
  const tombstones = fieldsOf(fields.tombstones);
  return { tombstones: { file: name(tombstones), deletedRows: count(tombstones, 'deletedRows') } };
}

function obsoleteFileOf(fields: Fields): ObsoleteFile {
  return { file: name(fields), sinceGeneration: count(fields, 'sinceGeneration') };
}

function quarantinedFileOf(fields: Fields): QuarantinedFile {
  // A stranger in the folder may have had any name.
  return { file: text(fields, 'file'), reason: text(fields, 'reason'), atMs: number(fields, 'atMs') };
}

function fieldsOf(value: unknown): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new Error(`expected an object, found ${JSON.stringify(value)}`);
}

function list<T>(fields: Fields, key: string, itemOf: (fields: Fields) => T): T[] {
  const value = fields[key];
  if (!Array.isArray(value)) throw new Error(`expected a list as ${key}, found ${JSON.stringify(value)}`);
  return value.map((item) => itemOf(fieldsOf(item)));
}

/** A file name stays in its folder. */
function name(fields: Fields): string {
  const file = text(fields, 'file');
  if (/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(file)) return file;
  throw new Error(`expected a file name, found ${JSON.stringify(file)}`);
}

function text(fields: Fields, key: string): string {
  const value = fields[key];
  if (typeof value !== 'string') throw new Error(`expected text as ${key}, found ${JSON.stringify(value)}`);
  return value;
}

function number(fields: Fields, key: string): number {
  const value = fields[key];
  if (typeof value !== 'number') throw new Error(`expected a number as ${key}, found ${JSON.stringify(value)}`);
  return value;
}

function count(fields: Fields, key: string): number {
  const value = number(fields, key);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new Error(`expected a whole number from 0 on as ${key}, found ${value}`);
}
