import { crc32 } from 'node:zlib';
import { ByteReader } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';

/**
 * A segment file. Integers are little endian.
 *
 *     header      20 bytes: magic "LAES", version u16, 0 u16, file id f64, CRC-32 of the 16 bytes before
 *     blocks      see block-format.ts, one after the other
 *     footer      zstd; only in a sealed segment. It can be rebuilt from the blocks.
 *     trailer     32 bytes: footer offset f64, footer bytes stored u32, raw u32, CRC-32 of the stored footer u32,
 *                 version u16, 0 u16, magic "LAET", CRC-32 of the 28 bytes before
 */
export const SEGMENT_MAGIC = 0x5345414c;
export const TRAILER_MAGIC = 0x5445414c;
export const SEGMENT_VERSION = 1;
export const SEGMENT_HEADER_BYTES = 20;
export const TRAILER_BYTES = 32;

export function writeSegmentHeader(fileId: number): Uint8Array {
  const out = new ByteWriter(SEGMENT_HEADER_BYTES).u32(SEGMENT_MAGIC).u16(SEGMENT_VERSION).u16(0).f64(fileId);
  return out.u32(crc32(out.written())).toBytes();
}

export type SegmentHeaderReading =
  | { readonly kind: 'header'; readonly fileId: number }
  | { readonly kind: 'damaged'; readonly reason: string }
  | { readonly kind: 'newer'; readonly version: number };

export function readSegmentHeader(bytes: Uint8Array): SegmentHeaderReading {
  if (bytes.length < SEGMENT_HEADER_BYTES) return { kind: 'damaged', reason: 'the segment header is cut off' };
  const source = new ByteReader(bytes);
  if (source.u32() !== SEGMENT_MAGIC) return { kind: 'damaged', reason: 'the file is no segment' };
  const version = source.u16();
  source.u16();
  const fileId = source.f64();
  if (source.u32() !== crc32(bytes.subarray(0, SEGMENT_HEADER_BYTES - 4))) {
    return { kind: 'damaged', reason: 'the checksum of the segment header does not match' };
  }
  return version === SEGMENT_VERSION ? { kind: 'header', fileId } : { kind: 'newer', version };
}

export interface Trailer {
  readonly version: number;
  readonly footerOffset: number;
  readonly footerBytes: number;
  readonly footerRawBytes: number;
  readonly footerChecksum: number;
}

export function writeTrailer(trailer: Omit<Trailer, 'version'>): Uint8Array {
  const out = new ByteWriter(TRAILER_BYTES)
    .f64(trailer.footerOffset)
    .u32(trailer.footerBytes)
    .u32(trailer.footerRawBytes);
  out.u32(trailer.footerChecksum).u16(SEGMENT_VERSION).u16(0).u32(TRAILER_MAGIC);
  return out.u32(crc32(out.written())).toBytes();
}

/** The trailer in the last bytes of a file, or null when there is none, or it is damaged. */
export function readTrailer(bytes: Uint8Array): Trailer | null {
  if (bytes.length !== TRAILER_BYTES) return null;
  const source = new ByteReader(bytes);
  const place = {
    footerOffset: source.f64(),
    footerBytes: source.u32(),
    footerRawBytes: source.u32(),
    footerChecksum: source.u32(),
  };
  const trailer = { ...place, version: source.u16() };
  source.u16();
  if (source.u32() !== TRAILER_MAGIC) return null;
  return source.u32() === crc32(bytes.subarray(0, TRAILER_BYTES - 4)) ? trailer : null;
}
